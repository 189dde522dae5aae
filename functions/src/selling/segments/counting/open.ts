import type { Analysis, OpenTables } from '../../../platform/analysis/tables.ts';
import { boughtColumns, personColumns } from '../facts/rows.ts';

/**
 * Facts as they are counted: a row for each person (all their sign-ins are one), and one for each order that counts. People are
 * known by a small number, by which rows are found faster than by ids.
 */
const prepare = [
  `CREATE TABLE people AS SELECT row_number() OVER (ORDER BY "memberId") AS "n", *
    FROM raw_persons WHERE "personId" IS NULL`,
  `CREATE TABLE numbered AS SELECT p."memberId", m."n" FROM raw_persons p
    LEFT JOIN raw_persons q ON q."memberId" = p."personId"
    JOIN people m ON m."memberId" = coalesce(q."personId", p."personId", p."memberId")`,
  `CREATE TABLE bought AS SELECT h."n", b."atMs", b."amountFen", b."locationId", b."categories"
    FROM raw_bought b JOIN numbered h ON h."memberId" = b."memberId" WHERE b."units" > 0`,
  `CREATE TABLE sums AS SELECT "n", count(*) AS "orders", CAST(sum("amountFen") AS BIGINT) AS "spentFen",
    max("atMs") AS "lastBoughtAtMs" FROM bought GROUP BY "n"`,
  // In five equal parts of those who bought, by what they spent.
  'CREATE TABLE scored AS SELECT *, ntile(5) OVER (ORDER BY "spentFen", "n") AS "spendScore" FROM sums',
  `CREATE TABLE members AS SELECT p.*, coalesce(s."orders", 0) AS "orders", coalesce(s."spentFen", 0) AS "spentFen",
    s."lastBoughtAtMs", s."spendScore" FROM people p LEFT JOIN scored s ON s."n" = p."n"`,
  ...['raw_persons', 'raw_bought', 'people', 'numbered', 'sums', 'scored'].map(
    (name) => `DROP TABLE ${name}`,
  ),
];

export function openFacts(
  analysis: Analysis,
  files: { persons: readonly Uint8Array[]; bought: readonly Uint8Array[] },
): Promise<OpenTables> {
  return analysis.open(
    {
      raw_persons: { columns: personColumns, files: files.persons },
      raw_bought: { columns: boughtColumns, files: files.bought },
    },
    prepare,
  );
}
