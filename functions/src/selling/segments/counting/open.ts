import type { Analysis, OpenTables } from '../../../platform/analysis/tables.ts';
import { boughtColumns, personColumns } from '../facts/rows.ts';

/**
 * Facts as they are counted: a row for each person (all their sign-ins are one), and one for each order that counts. People are
 * known by a small number, by which rows are found faster than by ids.
 */
const prepare = [
  `CREATE TABLE holders AS SELECT p."memberId", coalesce(q."personId", p."personId", p."memberId") AS "personId"
    FROM raw_persons p LEFT JOIN raw_persons q ON q."memberId" = p."personId"`,
  `CREATE TABLE people AS SELECT row_number() OVER (ORDER BY "memberId") AS "n", *
    FROM raw_persons WHERE "personId" IS NULL`,
  `CREATE TABLE bought AS SELECT m."n", b."atMs", b."amountFen", b."locationId", b."categories"
    FROM raw_bought b JOIN holders h ON h."memberId" = b."memberId" JOIN people m ON m."memberId" = h."personId"
    WHERE b."units" > 0`,
  // In five equal parts of those who bought, by what they spent.
  `CREATE TABLE members AS SELECT p.*, coalesce(s."orders", 0) AS "orders", coalesce(s."spentFen", 0) AS "spentFen",
      s."lastBoughtAtMs",
      CASE WHEN s."n" IS NULL THEN NULL
        ELSE ntile(5) OVER (PARTITION BY s."n" IS NULL ORDER BY s."spentFen", p."memberId") END AS "spendScore"
    FROM people p LEFT JOIN (
      SELECT "n", count(*) AS "orders", CAST(sum("amountFen") AS BIGINT) AS "spentFen", max("atMs") AS "lastBoughtAtMs"
      FROM bought GROUP BY "n") s ON s."n" = p."n"`,
  ...['raw_persons', 'raw_bought', 'holders', 'people'].map((name) => `DROP TABLE ${name}`),
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
