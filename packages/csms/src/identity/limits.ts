/** A session of a user is over after so many days at the latest, whatever the option says. */
export const maxSessionDays = 31
