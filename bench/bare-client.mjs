// The least that a client can do: signs in, lists the vaults of one subscription, reads the settings of each over
// kept-alive connections and parses them. BARE_CALL: { clientId, tenantId, subscriptionId, inFlight }.
import https from 'node:https';

const { clientId, tenantId, subscriptionId, inFlight } = JSON.parse(process.env.BARE_CALL);
const agent = new https.Agent({ keepAlive: true });

function send(url, options = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { agent, ...options }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const idToken = await send(`${process.env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=api%3A%2F%2FAzureADTokenExchange`, {
  headers: { authorization: `Bearer ${process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
});
const form = new URLSearchParams({
  client_id: clientId,
  grant_type: 'client_credentials',
  scope: 'https://management.azure.com/.default',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: idToken.value,
}).toString();
const { access_token: token } = await send(
  `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
  { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': form.length } },
  form,
);

const origin = 'https://management.azure.com';
const options = { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } };
const waiting = [];
let list = `${origin}/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/vaults?api-version=2026-02-01`;
while (list) {
  const page = await send(list, options);
  waiting.push(...page.value.map(({ id }) => id));
  list = page.nextLink;
}
let read = 0;
const work = async () => {
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const path = `${id}/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview`;
    const { value } = await send(origin + path, options);
    read += value.length;
  }
};
await Promise.all(Array.from({ length: inFlight }, work));
process.stdout.write(`${read}\n`);
