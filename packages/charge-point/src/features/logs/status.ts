/** As LogStatusNotification of 2.x names them. */
export type UploadStatus =
  | 'Uploading'
  | 'Uploaded'
  | 'UploadFailure'
  | 'PermissionDenied'
  | 'BadMessage'
  | 'NotSupportedOperation'
  | 'AcceptedCanceled'
