/** The station has no vendor extensions of its own: every vendor is unknown (P01.FR.05–06, 1.6 §4.3, §5.6). */
export const answerDataTransfer = (): { status: 'UnknownVendorId' } => ({ status: 'UnknownVendorId' })
