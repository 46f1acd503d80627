export { addressOf, type ServiceAddress, type ServiceName, whyUnreachable } from './address.ts'
export { describeWithService } from './describe-with-service.ts'
