import type { TlsFacts } from './client-certificate.js'
import type { Refusal } from './refusal.js'

/** 0: none (1.6 alone knows it) · 1: Basic · 2: TLS and Basic · 3: TLS with client certificate (2.x Part 2 A00, 1.6 whitepaper §2). */
export type SecurityProfile = 0 | 1 | 2 | 3

export const isSecurityProfile = (value: unknown): value is SecurityProfile => value === 0 || value === 1 || value === 2 || value === 3

/**
 * Whether the transport is the one that a profile asks for; one profile per station at a time (A00.FR.002).
 * Profile 0 asks for nothing, and takes TLS too.
 */
export function checkTransport(profile: SecurityProfile, isSecure: boolean, tls: TlsFacts | undefined): Refusal | undefined {
  if (profile >= 2 ? !isSecure : profile === 1 && isSecure) return { status: 403, reason: 'wrongSecurityProfile' }
  if (profile === 3 && tls?.certificate === undefined) return { status: 403, reason: 'noCertificate' }
  return undefined
}
