/** How SQLite tells whether the table of migrations is there. */
export const tableExists = "select name from sqlite_schema where type = 'table' and name = 'schema_migration'"
