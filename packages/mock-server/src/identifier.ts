/** What identities and id tokens are compared by: they differ in more than case, or they are the same (2.x identifierString, 1.6 CiString). */
export const fold = (identifier: string): string => identifier.toLowerCase()
