import { fixed, live, text } from '../configuration/configuration.js'
import type { Component, Variables } from '../configuration/device-model.js'
import { maxDisplayMessages } from './message.js'
import { display21, display201, displayLanguages } from './traits.js'

const personalMessageSize = 512

const variables: Variables = {
  Available: fixed(true),
  Enabled: fixed(true),
  DisplayMessages: { ...live('integer', ({ display }) => String(display.messages().length)), max: maxDisplayMessages },
  SupportedFormats: { ...live('MemberList', ({ display }) => display.traits.formats.join(',')), values: display201.formats },
  SupportedPriorities: { ...live('MemberList', ({ display }) => display.traits.priorities.join(',')), values: display201.priorities },
}

export const displayComponents201: readonly Component[] = [
  { name: 'DisplayMessageCtrlr', of: 'station', variables: { ...variables, PersonalMessageSize: fixed(personalMessageSize) } },
]

export const displayComponents21: readonly Component[] = [
  {
    name: 'DisplayMessageCtrlr',
    of: 'station',
    variables: {
      ...variables,
      SupportedFormats: { ...live('MemberList', ({ display }) => display.traits.formats.join(',')), values: display21.formats },
      SupportedStates: { ...live('MemberList', ({ display }) => display.traits.states.join(',')), values: display21.states },
      Language: { ...text('displayLanguage'), dataType: 'OptionList', values: displayLanguages },
    },
  },
]
