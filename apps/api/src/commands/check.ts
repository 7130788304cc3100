import { inspectDatabases, readDeployment } from '../deployment/check-deployment.ts';
import { type Finding, linesOf } from '../deployment/finding.ts';
import { openDatabases } from '../databases.ts';
import { topologyOf } from '../topology/topology.ts';

async function allFindings(): Promise<readonly Finding[]> {
  const { config, findings } = readDeployment(undefined);
  if (config?.database.databaseUrl === undefined) return findings;
  const databases = openDatabases(config.database, topologyOf(config.topology).hosted);
  try {
    return [...findings, ...(await inspectDatabases(config, databases))];
  } finally {
    await databases.close();
  }
}

/** Tells what is wrong with this deployment; true where nothing keeps production from starting. */
export async function checkDeployment(say: (line: string) => void): Promise<boolean> {
  const findings = await allFindings();
  for (const line of linesOf(findings)) say(line);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  say(`${errors} errors, ${findings.length - errors} warnings`);
  return errors === 0;
}
