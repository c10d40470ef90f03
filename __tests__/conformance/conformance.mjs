// Holds the emulator's traffic, requests and answers, to Azure's published OpenAPI files, so that tests against the
// emulator mean something. Run by Node 24: `AZURE_SPECS=FOLDER node __tests__/conformance/conformance.mjs`, after
// `npm ci --ignore-scripts` in this folder. Without AZURE_SPECS it says that it was skipped, and succeeds.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../emulator/emulator.ts';
import { runAction } from '../../emulator/runner.ts';
import { reachEmulator } from '../../emulator/trust.ts';
import { deviations, withoutFile } from './deviations.mjs';
import { visitEverything } from './traffic.mjs';

const specs = process.env.AZURE_SPECS;
const files = [
  'specification/monitor/**/2021-05-01-preview/diagnosticsSettings_API.json',
  'specification/keyvault/**/stable/2019-09-01/keyvault.json',
  'specification/keyvault/**/2021-04-01-preview/managedHsm.json',
  'specification/resources/**/Microsoft.Resources/stable/2021-01-01/subscriptions.json',
  'specification/operationalinsights/**/2021-06-01/Workspaces.json',
  'specification/eventhub/**/2017-04-01/AuthorizationRules.json',
  'specification/managementgroups/**/2021-04-01/management.json',
];

if (!specs) {
  console.log('CONFORMANCE SKIPPED: AZURE_SPECS is not set.');
  console.log('Set it to a folder with `specification/` of Azure/azure-rest-api-specs to hold the emulator to it.');
} else {
  process.exitCode = (await conform(specs)) ? 0 : 1;
}

async function conform(folder) {
  if (!existsSync(join(folder, 'specification'))) throw new Error(`AZURE_SPECS: no specification/ in ${folder}`);
  const validator = await loadValidator(folder);
  const exchanges = await recordTraffic();
  const tally = { passed: 0, failed: 0, withoutFile: new Map(), used: new Set(), operations: new Map() };
  for (const exchange of exchanges) await hold(exchange, validator, tally);
  await provesItself(exchanges, validator, tally);
  return report(tally);
}

async function loadValidator(folder) {
  // oav is a CommonJS package of this folder's own project.
  const { LiveValidator } = await import('oav').catch(() => {
    throw new Error('oav is not installed: run `npm ci --ignore-scripts` in __tests__/conformance');
  });
  const options = {
    fileRoot: folder,
    directory: folder,
    swaggerPathsPattern: files,
    isArmCall: true,
    enableRoundTripValidator: false,
  };
  // Its own log repeats what it returns.
  const validator = new LiveValidator(options, () => undefined);
  await validator.initialize();
  return validator;
}

async function recordTraffic() {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  const sample = JSON.parse(await readFile(new URL('../../emulator/sample-estate.json', import.meta.url), 'utf8'));
  const ids = sample.subscriptions.map(({ id }) => id);
  const managementGroups = [
    { id: 'contoso', subscriptions: [ids[0]] },
    { id: 'sandboxes', parent: 'contoso', subscriptions: [ids[1]] },
  ];
  const estate = { ...sample, managementGroups, faults: { pageSize: 2 } };
  const emulator = await startEmulator({ estate, directory, keepAnswers: true });
  const leave = reachEmulator(emulator);
  try {
    await visitEverything(emulator, estate);
    await runTheAction(emulator, estate);
    return emulator.requests.filter(({ answer }) => answer !== undefined).map(toExchange(new Map()));
  } finally {
    leave();
    await emulator.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The shipped action's own requests, where it is built. */
async function runTheAction(emulator, estate) {
  if (!existsSync(new URL('../../dist/index.js', import.meta.url))) {
    console.log('dist/index.js is not there: held to the files without the requests of the action itself.');
    return;
  }
  const before = emulator.requests.length;
  const run = await runAction({
    inputs: { 'client-id': estate.clientId, 'tenant-id': estate.tenantId, 'subscription-id': 'all' },
    emulatorEnvironment: emulator.environment(),
  });
  await run.remove();
  console.log(`The action made ${emulator.requests.length - before} requests, and ended with ${run.exitCode}.`);
}

/** As oav wants it; remembers the first page of each list for the pages behind it. */
function toExchange(firstPages) {
  return ({ operation, method, host, url, headers, answer }) => {
    const subscription = /^\/(?:subscriptions|providers\/[^/]+\/managementGroups)\/([^/]+)/.exec(url)?.[1] ?? '';
    const list = `${operation} ${subscription}`;
    if (!firstPages.has(list)) firstPages.set(list, `https://${host}${url}`);
    return {
      operation,
      firstPage: firstPages.get(list),
      method,
      url: `https://${host}${url}`,
      headers,
      status: answer.status,
      responseHeaders: answer.headers,
      body: JSON.parse(answer.body.toString('utf8')),
    };
  };
}

async function hold(exchange, validator, tally) {
  const { operation, status } = exchange;
  const missing =
    withoutFile.operations.get(operation) ??
    (status >= 400 && withoutFile.errorsOf.test(operation) ? 'errors of files that describe none' : undefined);
  if (missing !== undefined) {
    tally.withoutFile.set(missing, (tally.withoutFile.get(missing) ?? 0) + 1);
    return;
  }
  const problems = await validate(exchange, validator, tally.used);
  tally.operations.set(`${operation} ${status}`, (tally.operations.get(`${operation} ${status}`) ?? 0) + 1);
  if (problems.length === 0) {
    tally.passed += 1;
    return;
  }
  tally.failed += 1;
  console.log(`✗ ${operation} ${status} ${exchange.url}`);
  for (const problem of problems) console.log(`    ${problem}`);
}

/** What oav finds wrong with an exchange, after the deviations. */
async function validate(exchange, validator, used = new Set()) {
  let { url, body } = exchange;
  for (const deviation of deviations.filter(({ operations }) => operations.test(exchange.operation))) {
    const before = JSON.stringify([url, body]);
    url = deviation.request?.(url, exchange) ?? url;
    body = deviation.response?.(body) ?? body;
    if (JSON.stringify([url, body]) !== before) used.add(deviation.name);
  }
  const found = await validator.validateLiveRequestResponse({
    liveRequest: { method: exchange.method, url, headers: exchange.headers },
    liveResponse: { statusCode: String(exchange.status), headers: exchange.responseHeaders, body },
  });
  const runtime = [found.requestValidationResult, found.responseValidationResult].flatMap((result) =>
    result.runtimeException ? [result.runtimeException] : result.errors,
  );
  return runtime.map(({ code, message, pathsInPayload }) => `${code}: ${message} ${(pathsInPayload ?? []).join(' ')}`);
}

/** The validator is worth something only if it rejects what is wrong: each of these must fail. */
async function provesItself(exchanges, validator, tally) {
  const find = (operation) => {
    const found = exchanges.find((one) => one.operation === operation && one.status === 200 && one.body.value?.length);
    return structuredClone(found);
  };
  const settings = find('DiagnosticSettings_List');
  settings.body.value[0].properties.logs = [{ category: 'AuditEvent', enabled: 'yes' }];
  const vault = find('Vaults_ListBySubscription');
  delete vault.body.value[0].properties.tenantId;
  const noVersion = find('DiagnosticSettings_List');
  noVersion.url = noVersion.url.replace(/\?.*/, '');
  const status = { ...find('DiagnosticSettings_List'), body: { value: {} } };
  for (const [what, exchange] of Object.entries({
    'a setting that is enabled by a string': settings,
    'a vault without a tenant': vault,
    'a request without api-version': noVersion,
    'a list that is an object': status,
  })) {
    const isRejected = (await validate(exchange, validator)).length > 0;
    tally[isRejected ? 'passed' : 'failed'] += 1;
    if (!isRejected) console.log(`✗ self-check: ${what} was not rejected`);
  }
}

function report(tally) {
  console.log('Held to Azure’s OpenAPI files:');
  for (const [operation, count] of [...tally.operations].sort()) console.log(`  ${count} × ${operation}`);
  console.log('  4 × broken on purpose, to be rejected');
  console.log('Deviations that were used:');
  const unused = deviations.filter(({ name }) => !tally.used.has(name));
  for (const { name, reason } of deviations.filter((one) => tally.used.has(one.name))) {
    console.log(`  ${name} (${reason})`);
  }
  for (const { name } of unused) console.log(`✗ deviation without use, to be removed: ${name}`);
  console.log('Not held, for want of a file:');
  for (const [what, count] of tally.withoutFile) console.log(`  ${count} × ${what}`);
  console.log(`Conformance: ${tally.passed} passed, ${tally.failed + unused.length} failed`);
  return tally.failed + unused.length === 0 && tally.operations.size > 0;
}
