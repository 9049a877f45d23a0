// Runs queries in DuckDB: reads {"sql": …, "threads": …} a line, and writes
// {"ms": …, "rows": …} or {"error": …}. The time is that of the query and its
// whole result inside this process, without turning the result into JSON.
import { createInterface } from 'node:readline';
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { sql, threads } = JSON.parse(line);
    await connection.run(`SET threads = ${Number(threads)}`);
    const start = process.hrtime.bigint();
    const result = await connection.runAndReadAll(sql);
    const ms = Number(process.hrtime.bigint() - start) / 1e6;
    // a result that large is measured, never compared
    answer = { ms, rows: result.currentRowCount > 10000 ? null : result.getRowsJson() };
  } catch (error) {
    answer = { error: String(error.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
