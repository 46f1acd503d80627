import { validate } from '@ocpp-kit/ocpp201/validate'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { versionIsComplete } from './complete.js'
import { newerVersionBehaves } from './newer-version.js'
import { requests } from './requests/ocpp201.js'

versionIsComplete({ version: ocpp201, validate: validate as never, requests })
newerVersionBehaves(ocpp201, requests)
