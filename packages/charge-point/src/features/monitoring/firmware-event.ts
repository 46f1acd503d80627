import { checkText, checkWhole } from '../../checks.js'
import type { ComponentName, VariableName } from '../configuration/device-model.js'

/** Something that the firmware of a station has to tell of one of its variables. */
export interface FirmwareEvent {
  readonly component: ComponentName
  readonly variable: VariableName
  readonly actualValue: string
  /** From 0, danger, to 9, debug; whether it is told at all is for the csms to say (N05). Default 5. */
  readonly severity?: number | undefined
  /** At most 50 characters. */
  readonly techCode?: string | undefined
  /** At most 500 characters. */
  readonly techInfo?: string | undefined
}

type Checked = Omit<FirmwareEvent, 'component' | 'variable' | 'severity'> & { readonly severity: number }

/** @throws TypeError naming the field that is wrong */
export const checkFirmwareEvent = ({
  actualValue,
  severity,
  techCode,
  techInfo,
}: Omit<FirmwareEvent, 'component' | 'variable'>): Checked => ({
  actualValue: checkText('actualValue', actualValue, 2_500),
  severity: checkWhole('severity', severity, 5, 0, 9),
  ...(techCode === undefined ? {} : { techCode: checkText('techCode', techCode, 50) }),
  ...(techInfo === undefined ? {} : { techInfo: checkText('techInfo', techInfo, 500) }),
})
