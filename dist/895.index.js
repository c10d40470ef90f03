export const id = 895;
export const ids = [895];
export const modules = {

/***/ 7895:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  signIn: () => (/* binding */ signIn)
});

// EXTERNAL MODULE: ./node_modules/@azure/core-rest-pipeline/dist/esm/index.js + 37 modules
var esm = __webpack_require__(1818);
// EXTERNAL MODULE: ./node_modules/@azure/identity/dist/esm/index.js + 182 modules
var dist_esm = __webpack_require__(5563);
;// CONCATENATED MODULE: ./src/azure/retry.ts
/** Limits of one read. Chosen so that a passing fault of a minute is survived and a lasting one does not hold the run. */
const retryLimits = {
    attempts: 12,
    firstBackoffMs: 250,
    maxBackoffMs: 4_000,
    /** One attempt, from sending to the last byte. */
    attemptTimeoutMs: 20_000,
    /** Attempts and backoff together. Waits that Azure asks for with a 429 do not count. */
    retryingMs: 45_000,
    /** Different tokens that Resource Manager may refuse before the read is given up. */
    refusedTokens: 5,
};
const newHistory = { attempts: 0, spentMs: 0, refusedTokens: [] };
/** How long the next attempt may take; 0 or less: there is none. */
function attemptTimeoutMs(history) {
    return Math.min(retryLimits.attemptTimeoutMs, retryLimits.retryingMs - history.spentMs);
}
/** How long to wait before a further attempt after a passing fault; null: give up, the last answer stands. */
function backoffMs(history, retryAfterMs, random) {
    if (history.attempts >= retryLimits.attempts)
        return null;
    const ceiling = Math.min(retryLimits.maxBackoffMs, retryLimits.firstBackoffMs * 2 ** (history.attempts - 1));
    // Between half and the whole: callers that failed together do not come back together.
    const backoff = ceiling * (0.5 + random / 2);
    const wait = Math.max(backoff, retryAfterMs ?? 0);
    return history.spentMs + wait >= retryLimits.retryingMs ? null : wait;
}
/** Whether a renewed token may be tried after `token` was refused. The same one twice: there is no other to be had. */
function mayRenewToken({ refusedTokens }, token) {
    return !refusedTokens.includes(token) && refusedTokens.length + 1 < retryLimits.refusedTokens;
}
/** RFC 9110 § 5.6.7: the form in use, and the obsolete one with dashes. `Date` alone would read a date into most words. */
const httpDate = /^[a-z]{3,9}, \d{2}[ -][a-z]{3}[ -](?:\d{2}){1,2} \d{2}:\d{2}:\d{2} GMT$/i;
/**
 * `Retry-After` in milliseconds from now; null where the header is missing or means nothing.
 * Both forms of RFC 9110 § 10.2.3: seconds, or an HTTP date, which is compared with the server's own clock where the
 * answer tells it (`date`), because the runner's may be wrong.
 */
function parseRetryAfter(header, now, date) {
    const text = header?.trim() ?? '';
    if (/^\d+(\.\d+)?$/.test(text))
        return Number(text) * 1_000;
    const until = parseDate(text);
    return until === null ? null : Math.max(0, until - (parseDate(date?.trim() ?? '') ?? now));
}
function parseDate(text) {
    const date = httpDate.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(date) ? null : date;
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 17 modules
var schemas = __webpack_require__(8816);
;// CONCATENATED MODULE: ./src/azure/answers.ts


/** A read that failed for good: what the SDK's callers get instead of its own errors. */
class ReadError extends Error {
    failure;
    constructor(failure, options) {
        super(`${failure.reason}: ${failure.message}`, options);
        this.name = 'ReadError';
        this.failure = failure;
    }
}
/** The failure that was thrown; anything that is not ours is an answer that the SDK could not make sense of. */
function toFailure(thrown) {
    if (thrown instanceof ReadError)
        return thrown.failure;
    return { reason: 'unreadable-response', status: 200, code: null, message: oneLine(messageOf(thrown)) };
}
/** Refused for the tenant, not for the token: a fresh token would be refused again. */
const foreignTenantCode = 'InvalidAuthenticationTokenTenant';
/** The body of an answer that came through the transport, whatever pipeline of an SDK it went through since. */
function jsonOf(response) {
    return 'json' in response ? response.json : JSON.parse(response.bodyAsText ?? '');
}
/** Sorts an answer by what it means for trying again. `token`: the one that was sent. */
function classifyResponse(response, token, now) {
    const { status } = response;
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now, response.headers.get('date'));
    if (status === 200) {
        const json = parseJson(response.bodyAsText);
        if (json !== undefined)
            return { kind: 'ok', value: Object.assign(response, { json }) };
        const failure = { reason: 'unreadable-response', status, code: null, message: 'The body is not JSON.' };
        return { kind: 'passing', failure, retryAfterMs };
    }
    const failure = { reason: reasonOf(status), status, ...readError(response.bodyAsText) };
    if (status === 429)
        return { kind: 'refused', failure, retryAfterMs };
    if (status === 401 && failure.code !== foreignTenantCode)
        return { kind: 'token-refused', failure, token };
    if (status === 408 || status >= 500)
        return { kind: 'passing', failure, retryAfterMs };
    return { kind: 'final', failure };
}
/** No answer: the connection broke, was refused, or the body was cut off. */
function classifyError(thrown) {
    const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
    const failure = { reason: 'unavailable', status: null, code, message: oneLine(messageOf(thrown)) };
    return { kind: 'passing', failure, retryAfterMs: null };
}
/** No answer in time. */
function classifyTimeout(timeoutMs) {
    const message = `No answer within ${Math.round(timeoutMs / 1_000)} seconds.`;
    return { kind: 'passing', failure: { reason: 'timed-out', status: null, code: null, message }, retryAfterMs: null };
}
/** `x-ms-ratelimit-remaining-subscription-reads`, or the tenant's; null where it is missing or odd. */
function remainingReads(response) {
    const text = response.headers.get('x-ms-ratelimit-remaining-subscription-reads') ??
        response.headers.get('x-ms-ratelimit-remaining-tenant-reads') ??
        '';
    return /^\d+$/.test(text) ? Number(text) : null;
}
function reasonOf(status) {
    if (status === 401 || status === 403)
        return 'forbidden';
    if (status === 404)
        return 'not-found';
    if (status === 429)
        return 'throttled';
    if (status === 408 || status >= 500)
        return 'unavailable';
    return 'unreadable-response';
}
/** undefined: it is not JSON. */
function parseJson(text) {
    try {
        return JSON.parse(text ?? '');
    }
    catch {
        return undefined;
    }
}
const errorText = schemas/* object */.Ikc({ code: schemas/* string */.YjP().nullish(), message: schemas/* string */.YjP().nullish() });
/** Resource Manager nests its errors; Azure Monitor's own specification has them flat. Both occur. */
const errorBody = schemas/* union */.KCZ([schemas/* object */.Ikc({ error: errorText }).transform(({ error }) => error), errorText]);
function readError(text) {
    const parsed = errorBody.safeParse(parseJson(text));
    const { code, message } = parsed.success ? parsed.data : { code: null, message: null };
    return { code: code ?? null, message: oneLine(message ?? '') };
}
/** Messages of Azure and of the network, in one line of a bearable length. */
function oneLine(text) {
    const line = text.replace(/\s+/g, ' ').trim();
    return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}
function messageOf(thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
}

;// CONCATENATED MODULE: ./src/azure/arm.ts


/**
 * What is left of an SDK's pipeline: the rest would retry, follow redirects, log, trace, decompress and send a token of
 * its own, or look for forms and uploads in every request. It was a third of what a read costs (docs/performance.md).
 */
const keptPolicies = ['proxyPolicy', 'userAgentPolicy', 'setClientRequestIdPolicy'];
function prepare(pipeline) {
    for (const { name } of pipeline.getOrderedPolicies()) {
        if (!keptPolicies.includes(name))
            pipeline.removePolicy({ name });
    }
}
function createArm(cloud, transport, userAgent) {
    const userAgentOptions = { userAgentPrefix: userAgent };
    const ownPipeline = (0,esm/* createPipelineFromOptions */.Fp)({ userAgentOptions });
    prepare(ownPipeline);
    return {
        clientOptions: {
            endpoint: cloud.resourceManager,
            credentials: { scopes: [cloud.scope] },
            httpClient: transport,
            retryOptions: { maxRetries: 0 },
            userAgentOptions,
        },
        credential: { getToken: () => Promise.reject(new Error('The transport brings the token.')) },
        prepare,
        getJson: async (pathOrUrl, pipeline = ownPipeline) => {
            const url = pathOrUrl.startsWith('/') ? `${cloud.resourceManager}${pathOrUrl}` : pathOrUrl;
            const request = (0,esm/* createPipelineRequest */.G6)({ url, method: 'GET' });
            request.headers.set('accept', 'application/json');
            return jsonOf(await pipeline.sendRequest(transport, request));
        },
    };
}
/**
 * Hands over a list page by page until it ends or breaks off. A page that was seen before breaks it off too: a list
 * that leads back to itself would never end, and what it leaves out is not known. `first`: path or URL of the first page.
 */
// No async generators: this runs for every vault, and what those leave behind took a third more memory.
async function readPages(first, read, onPage) {
    // Made for the second page only: settings of a vault have never been seen to have one.
    let seen = null;
    let count = 0;
    try {
        for (let next = first;;) {
            const { value, nextLink } = await read(next);
            onPage(value);
            count += 1;
            if (count >= maxPages)
                throw endlessList();
            if (nextLink === undefined || nextLink === null || nextLink === '')
                return { kind: 'complete' };
            seen ??= new Set([toPageKey(first)]);
            const key = toPageKey(nextLink);
            if (seen.has(key))
                throw repeatedPage();
            seen.add(key);
            next = nextLink;
        }
    }
    catch (error) {
        return { kind: 'broken', failure: toFailure(error), pages: count };
    }
}
/** Path and query as the server sees them, whether they came as a path or as a URL of its own. */
function toPageKey(pathOrUrl) {
    const url = URL.parse(pathOrUrl, 'https://management.azure.com');
    return url === null ? pathOrUrl : `${url.pathname}?${url.searchParams.toString()}`;
}
/** More pages than any list has: a thousand items on each would be ten million. */
const maxPages = 10_000;
function endlessList() {
    const message = `The list did not end after ${maxPages} pages.`;
    return new ReadError({ reason: 'unreadable-response', status: 200, code: null, message });
}
function repeatedPage() {
    const message = 'The list leads back to a page that was read already.';
    return new ReadError({ reason: 'unreadable-response', status: 200, code: null, message });
}
/** Percent-encodes each segment of a resource ID, so that no name can change the URL it is part of. Throws ReadError. */
function toPath(id) {
    const segments = id.split('/');
    // A URL takes these for steps, encoded too: what would be asked for is something else.
    if (segments.includes('.') || segments.includes('..'))
        throw oddId('has a segment "." or ".."');
    if (!id.isWellFormed())
        throw oddId('has half a character');
    return segments.map(encodeURIComponent).join('/');
}
function oddId(oddity) {
    return new ReadError({ reason: 'unreadable-response', status: null, code: null, message: `Its ID ${oddity}.` });
}
function isFailureWithCode(failure, ...codes) {
    return failure.code !== null && codes.includes(failure.code);
}

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(3916);
;// CONCATENATED MODULE: ./src/azure/assertion.ts



/** GitHub's token lives five minutes; this much before its end it is not handed out any more. */
const spareMs = 30_000;
/** Lifetime that is assumed of a token that does not tell. */
const untoldLifetimeMs = 300_000;
/**
 * `requestIdToken`: asks GitHub for a token. What it throws is thrown on, and the next caller asks again. `signal`: the end
 * of the run.
 */
function createAssertionSource(requestIdToken, clock, signal) {
    let held = null;
    let pending = null;
    const fetchToken = async () => {
        const token = await requestPatiently(requestIdToken, clock, signal);
        const claims = readClaims(token);
        // The lifetime, not the expiry, is what counts: the runner's clock may be wrong.
        const lifetimeMs = claims.lifetimeMs ?? untoldLifetimeMs;
        held = { token, usableUntil: clock.now() + lifetimeMs - spareMs, identity: claims.identity };
        return token;
    };
    return {
        current: async () => {
            if (held !== null && clock.now() < held.usableUntil)
                return held.token;
            pending ??= fetchToken().finally(() => {
                pending = null;
            });
            return pending;
        },
        presented: () => held?.identity ?? null,
    };
}
/** @actions/core tries again after 502, 503 and 504 only; a 500 and a broken connection pass as well. */
async function requestPatiently(requestIdToken, clock, signal) {
    for (let history = newHistory;;) {
        const startedAt = clock.now();
        try {
            return await inTime(requestIdToken(), clock, signal);
        }
        catch (error) {
            history = { ...history, attempts: history.attempts + 1, spentMs: history.spentMs + clock.now() - startedAt };
            const wait = signal.aborted || isRefusal(error) ? null : backoffMs(history, null, clock.random());
            if (wait === null)
                throw error;
            await clock.sleep(wait, signal).catch(() => {
                throw noToken('The audit ended first.', error);
            });
            history = { ...history, spentMs: history.spentMs + wait };
        }
    }
}
/**
 * The client of @actions/core sets itself no limit, and leaves its promise pending for ever when a body breaks off: the
 * process would end without a word.
 */
async function inTime(request, clock, signal) {
    const done = new AbortController();
    const { attemptTimeoutMs } = retryLimits;
    const limit = clock.sleep(attemptTimeoutMs, AbortSignal.any([signal, done.signal])).then(() => {
        throw noToken(`There was no answer within ${attemptTimeoutMs / 1_000} seconds.`);
    }, () => {
        throw noToken('The audit ended first.');
    });
    try {
        return await Promise.race([request, limit]);
    }
    finally {
        done.abort();
    }
}
function noToken(why, cause) {
    return new errors/* AuditError */.M_({
        code: 'KVA-OIDC-FAILED',
        message: `GitHub did not give this job a token. ${why}`,
        fix: ['Run the job again. If it fails again, see https://www.githubstatus.com for GitHub Actions.'],
        cause,
    });
}
/** The status stands in the text only: oidc-utils.ts of @actions/core. */
function isRefusal(error) {
    return error instanceof Error && /Error Code\s*:\s*4(?!08|29)\d\d/.test(error.message);
}
const claimsSchema = schemas/* object */.Ikc({
    iss: schemas/* string */.YjP().catch(''),
    sub: schemas/* string */.YjP().catch(''),
    aud: schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* array */.YOg(schemas/* string */.YjP()).transform((all) => all.join(' '))]).catch(''),
    exp: schemas/* number */.aig().optional().catch(undefined),
    iat: schemas/* number */.aig().optional().catch(undefined),
    repository_visibility: schemas/* enum */.k5n(['public', 'private', 'internal']).nullable().catch(null),
});
/** The claims of a JWT, unverified: for telling the user what was presented, never for a decision. */
function readClaims(token) {
    const claims = claimsSchema.parse(decodePayload(token));
    const { exp, iat } = claims;
    return {
        identity: {
            issuer: claims.iss,
            subject: claims.sub,
            audience: claims.aud,
            visibility: claims.repository_visibility,
        },
        lifetimeMs: exp !== undefined && iat !== undefined && exp > iat ? (exp - iat) * 1_000 : null,
    };
}
function decodePayload(token) {
    try {
        const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
        return typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? payload : {};
    }
    catch {
        return {};
    }
}

;// CONCATENATED MODULE: ./src/azure/wire.ts
// The documented shapes of Resource Manager's answers, as far as a verdict reads them. What does not fit is not believed.


const wire_text = schemas/* string */.YjP().nullish();
/** A page of a list. `value` must be there: a body without it is not an empty list. */
function pageOf(item) {
    return schemas/* object */.Ikc({ value: schemas/* array */.YOg(item), nextLink: wire_text });
}
const flag = schemas/* boolean */.zMY().nullish();
const logEntry = schemas/* object */.Ikc({
    category: wire_text,
    categoryGroup: wire_text,
    enabled: flag,
    retentionPolicy: schemas/* unknown */.L5J().optional(),
});
const metricEntry = schemas/* object */.Ikc({ category: wire_text, enabled: flag });
/**
 * `DiagnosticSettings_List`, api-version 2021-05-01-preview. What is `unknown` decides nothing: that it is odd is no
 * reason to believe nothing of the rest.
 */
const settingsPage = pageOf(schemas/* object */.Ikc({
    name: schemas/* unknown */.L5J().optional(),
    properties: schemas/* object */.Ikc({
        logs: schemas/* array */.YOg(logEntry).nullish(),
        metrics: schemas/* array */.YOg(metricEntry).nullish(),
        workspaceId: wire_text,
        storageAccountId: wire_text,
        eventHubAuthorizationRuleId: wire_text,
        marketplacePartnerId: wire_text,
        eventHubName: schemas/* unknown */.L5J().optional(),
        logAnalyticsDestinationType: schemas/* unknown */.L5J().optional(),
    }),
}));
/**
 * A vault's or managed HSM's ID. Segments hold no character that could change the meaning of the URL they end up in:
 * Azure allows none of these in names (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
 */
const resourceId = /^\/subscriptions\/([^/?#%\\\s]+)\/resourceGroups\/([^/?#%\\]+)\/providers\/Microsoft\.KeyVault\/(vaults|managedHSMs)\/([^/?#%\\\s]+)$/i;
/** `Vaults_ListBySubscription` and `ManagedHsms_ListBySubscription`, api-version 2026-02-01. */
const resourcesPage = pageOf(schemas/* object */.Ikc({ id: schemas/* string */.YjP().regex(resourceId), location: wire_text, tags: schemas/* unknown */.L5J().optional() }));
/** `Resources_List`, api-version 2021-04-01, filtered by type. Tags are data that no verdict reads. */
const genericResourcesPage = pageOf(schemas/* object */.Ikc({ id: schemas/* string */.YjP().regex(resourceId), location: wire_text, tags: schemas/* unknown */.L5J().optional() }));
/** `ManagementGroups_GetDescendants`, api-version 2020-05-01: subscriptions and groups, told apart by their IDs. */
const descendantsPage = pageOf(schemas/* object */.Ikc({ id: schemas/* string */.YjP() }));
const subscriptionBody = schemas/* object */.Ikc({
    subscriptionId: schemas/* string */.YjP().min(1),
    displayName: wire_text,
    tenantId: wire_text,
    state: schemas/* string */.YjP().min(1),
});
const subscriptionsPage = pageOf(subscriptionBody);
/** `Permissions_List…`, api-version 2022-04-01. */
const permissionsPage = pageOf(schemas/* object */.Ikc({ actions: schemas/* array */.YOg(schemas/* string */.YjP()).nullish(), notActions: schemas/* array */.YOg(schemas/* string */.YjP()).nullish() }));
/** What a destination's answer shows anyway; every member is optional, and odd ones are taken for absent. */
const destinationBody = schemas/* object */.Ikc({
    location: wire_text.catch(null),
    sku: schemas/* object */.Ikc({ name: wire_text.catch(null) })
        .nullish()
        .catch(null),
    properties: schemas/* object */.Ikc({
        networkAcls: schemas/* object */.Ikc({ defaultAction: wire_text.catch(null), bypass: wire_text.catch(null) })
            .nullish()
            .catch(null),
        rights: schemas/* array */.YOg(schemas/* string */.YjP()).nullish().catch(null),
    })
        .nullish()
        .catch(null),
});
/** Parses a body that is known to be JSON. Throws ReadError `unreadable-response` that names what is off. */
function parseBody(schema, body) {
    const parsed = schema.safeParse(body);
    if (parsed.success)
        return parsed.data;
    const issue = parsed.error.issues[0];
    const path = issue?.path.map(String).join('.') ?? '';
    throw new ReadError({
        reason: 'unreadable-response',
        status: 200,
        code: null,
        message: `The answer has not the documented shape${path === '' ? '' : ` at ${path}`}: ${issue?.message ?? 'unknown'}.`,
    });
}

// EXTERNAL MODULE: ./src/verdict/detail.ts
var detail = __webpack_require__(8564);
// EXTERNAL MODULE: ./src/verdict/model.ts
var model = __webpack_require__(928);
;// CONCATENATED MODULE: ./src/azure/destinations.ts





/**
 * Api-versions of each kind, some years old: Azure Government and China get new ones that late, and a destination that
 * cannot be asked for counts. Partner solutions are of many types: there is no one version to ask with.
 */
const apiVersions = {
    'log-analytics': '2022-10-01',
    storage: '2023-01-01',
    'event-hub': '2021-11-01',
};
/** Codes of a 404 that say that the thing itself is not there. */
const goneCodes = ['ResourceNotFound', 'ResourceGroupNotFound', 'ParentResourceNotFound'];
function createDestinationReader(arm) {
    return {
        readDestination: async ({ kind, id }) => {
            if (kind === 'partner')
                return { state: 'unchecked', notes: [], location: null };
            // It may be encoded already, and encoded once more it would name something that does not exist.
            if (id.includes('%'))
                return describeAbsence({ kind, id }, destinations_oddId);
            try {
                // A slash at its end names the same destination, but as a path it would name nothing: a wrong "missing".
                const path = toPath((0,model/* withoutTrailingSlash */.ae)(id));
                const body = parseBody(destinationBody, await arm.getJson(`${path}?api-version=${apiVersions[kind]}`));
                return { state: 'verified', notes: describeObstacles({ kind, id }, body), location: body.location ?? null };
            }
            catch (error) {
                return describeAbsence({ kind, id }, toFailure(error));
            }
        },
    };
}
function describeAbsence({ kind, id }, failure) {
    if (failure.status === 404 && isFailureWithCode(failure, ...goneCodes)) {
        return { state: 'missing', notes: [`The ${kind} destination ${id} no longer exists.`], location: null };
    }
    const note = `The ${kind} destination ${id} could not be verified; it counts all the same. ${(0,detail/* answerOf */.ut)(failure)}`;
    return { state: 'unverified', notes: [note.trim()], location: null };
}
const destinations_oddId = { reason: 'unreadable-response', status: null, code: null, message: 'Its ID contains "%".' };
/** What may keep logs from arriving. Never a verdict: the answer shows a configuration, not a delivery. */
function describeObstacles({ kind, id }, body) {
    if (kind === 'storage') {
        const notes = [];
        const acls = body.properties?.networkAcls;
        if (isSame(acls?.defaultAction, 'Deny') && !/\bAzureServices\b/i.test(acls?.bypass ?? '')) {
            notes.push(`The storage account ${id} denies all networks and does not let trusted Azure services in: logs may not arrive.`);
        }
        if (/^premium/i.test(body.sku?.name ?? '')) {
            notes.push(`The storage account ${id} is of the premium kind, which Azure Monitor does not write logs to.`);
        }
        return notes;
    }
    if (kind === 'event-hub') {
        const rights = body.properties?.rights;
        const lacking = ['Manage', 'Send', 'Listen'].filter((right) => !(rights ?? []).some((one) => isSame(one, right)));
        if (rights && lacking.length > 0)
            return [`The Event Hubs rule ${id} lacks ${lacking.join(', ')}: logs may not arrive.`];
    }
    return [];
}
function isSame(a, b) {
    return a?.toLowerCase() === b.toLowerCase();
}

;// CONCATENATED MODULE: ./src/azure/attempt.ts
/** Never throws, and never waits for the client: a body that is cut off can leave its promise pending for ever. */
async function attemptInTime(http, request, timeoutMs, clock, signal) {
    if (signal.aborted)
        return { kind: 'over' };
    const ending = new AbortController();
    const limit = Promise.withResolvers();
    const watch = watchOf(signal);
    const tell = (kind) => {
        limit.resolve({ kind });
    };
    const watched = watch.add(tell, clock, clock.now() + timeoutMs);
    const first = await Promise.race([send(http, { ...request, abortSignal: ending.signal }), limit.promise]);
    watch.remove(watched);
    if (first.kind === 'too-late' || first.kind === 'over')
        ending.abort(ended);
    return first;
}
/** A reason made once: without one, each abort makes an exception with a stack, which costs more than the read. */
const ended = new Error('The request was ended.');
async function send(http, request) {
    try {
        return { kind: 'answered', response: await http.sendRequest(request) };
    }
    catch (error) {
        return { kind: 'failed', error };
    }
}
/** Waits for `work`, but not beyond the end of the run. */
async function untilOver(work, signal) {
    const over = Promise.withResolvers();
    if (signal.aborted)
        over.resolve('over');
    const watch = watchOf(signal);
    const watched = watch.add(() => {
        over.resolve('over');
    });
    try {
        return await Promise.race([over.promise, work]);
    }
    finally {
        watch.remove(watched);
    }
}
/**
 * One timer and one listener for everything under way. Node links timers and listeners to each other; those that come and
 * go by the thousand keep each other, and all that belongs to them, from the garbage collector's quick rounds: a timer
 * and a listener for each request took a third more memory (docs/performance.md).
 */
class Watch {
    #watched = [];
    /** Of the timer that runs; null: none does. */
    #next = null;
    constructor(signal) {
        signal.addEventListener('abort', () => {
            this.#stopTimer();
            for (const { tell } of this.#watched.splice(0))
                tell('over');
        });
    }
    /** `until`: by this clock; without one only the end of the run is told. */
    add(tell, clock, until = Infinity) {
        const watched = { until, tell, place: this.#watched.length };
        this.#watched.push(watched);
        if (clock !== undefined)
            this.#wakeAt(until, clock);
        return watched;
    }
    remove(watched) {
        if (this.#watched[watched.place] !== watched)
            return;
        const last = this.#watched.pop();
        if (last !== undefined && last !== watched) {
            this.#watched[watched.place] = last;
            last.place = watched.place;
        }
        if (this.#watched.length === 0)
            this.#stopTimer();
    }
    #wakeAt(at, clock) {
        if (at === Infinity || (this.#next !== null && this.#next.at <= at))
            return;
        this.#stopTimer();
        const stop = new AbortController();
        this.#next = { at, stop };
        clock.sleep(at - clock.now(), stop.signal).then(() => {
            this.#next = null;
            this.#tellLate(clock);
        }, () => undefined);
    }
    #stopTimer() {
        this.#next?.stop.abort(ended);
        this.#next = null;
    }
    #tellLate(clock) {
        const now = clock.now();
        for (const watched of this.#watched.filter(({ until }) => until <= now)) {
            this.remove(watched);
            watched.tell('too-late');
        }
        this.#wakeAt(this.#watched.reduce((least, { until }) => Math.min(least, until), Infinity), clock);
    }
}
const watches = new WeakMap();
function watchOf(signal) {
    const watch = watches.get(signal) ?? new Watch(signal);
    watches.set(signal, watch);
    return watch;
}

;// CONCATENATED MODULE: ./src/azure/entra-http.ts


/** An HttpClient for @azure/identity, whose own retries are switched off. Refusals (4xx) are handed through at once. */
function createEntraHttp(http, clock, signal) {
    let failure = null;
    return {
        failure: () => failure,
        sendRequest: async (request) => {
            failure = null;
            request.headers.delete('accept-encoding');
            for (let history = newHistory;;) {
                const startedAt = clock.now();
                const attempt = await attemptInTime(http, request, attemptTimeoutMs(history), clock, signal);
                if (attempt.kind === 'answered' && !isPassing(attempt.response))
                    return attempt.response;
                history = { ...history, attempts: history.attempts + 1, spentMs: history.spentMs + clock.now() - startedAt };
                const wait = attempt.kind === 'over' ? null : backoffMs(history, toldWaitMs(attempt, clock), clock.random());
                // The end of the run cuts the sleep short: then the last answer is what there is to tell.
                const isOver = wait === null || (await clock.sleep(wait, signal).catch(() => 'over')) === 'over';
                if (isOver) {
                    failure = describeFailure(attempt);
                    return outcomeOf(attempt);
                }
                history = { ...history, spentMs: history.spentMs + wait };
            }
        },
    };
}
function isPassing({ status }) {
    return status === 408 || status === 429 || status >= 500;
}
function toldWaitMs(attempt, clock) {
    if (attempt.kind !== 'answered')
        return null;
    const { headers } = attempt.response;
    return parseRetryAfter(headers.get('retry-after'), clock.now(), headers.get('date'));
}
/** What @azure/identity gets to see of the last attempt. */
function outcomeOf(attempt) {
    if (attempt.kind === 'answered')
        return attempt.response;
    throw attempt.kind === 'failed' && attempt.error instanceof Error
        ? attempt.error
        : new Error(describeFailure(attempt));
}
function describeFailure(attempt) {
    switch (attempt.kind) {
        case 'answered':
            return `HTTP ${attempt.response.status} ${attempt.response.bodyAsText ?? ''}`.trim();
        case 'failed':
            return attempt.error instanceof Error ? attempt.error.message : String(attempt.error);
        case 'too-late':
            return 'There was no answer in time.';
        case 'over':
            return 'The audit ended before there was an answer.';
    }
}

;// CONCATENATED MODULE: ./src/azure/refill.ts
// PURE. How fast a bucket fills, by what the headers of the answers leave possible.
/** Documented size and refill of a subscription's bucket for reads; tenant-level calls have the same. */
const documentedBucket = { capacity: 250, refillPerSecond: 25 };
/** How much of the past the refill is measured by, how far apart its samples are, and over how long at least. */
const windowMs = 8_000;
const sampleEveryMs = 100;
const minSpanMs = 2_000;
/** Slower than any bucket known; but never 0, or nothing would be sent that could show a faster one. */
const leastRefillPerSecond = 0.5;
/** With a further one, unless it comes too soon after the last to tell anything. `isFull`: the bucket was full. */
function addSample(samples, now, { isFull, ...sample }) {
    // A full bucket hides what comes in.
    if (isFull)
        return [];
    if (now - (samples.at(-1)?.at ?? -Infinity) < sampleEveryMs)
        return samples;
    return [...samples.filter(({ at }) => now - at <= windowMs), sample];
}
/** What came in between two headers lies between bounds, and so does the refill. */
function boundRefill(refillPerSecond, samples) {
    const last = samples.at(-1);
    if (last === undefined)
        return refillPerSecond;
    const earlier = samples.filter(({ at }) => last.sentAt - at >= minSpanMs);
    const least = earlier.map(({ sentAt, high }) => ((last.low - high) * 1_000) / (last.at - sentAt));
    const most = earlier.map(({ at, low }) => ((last.high - low) * 1_000) / (last.sentAt - at));
    const raised = Math.max(refillPerSecond, ...least);
    return clampRefill(Math.min(raised, ...most));
}
/** Within what any bucket is known to have; reads a second, like the rest. */
function clampRefill(refillPerSecond) {
    return Math.min(documentedBucket.refillPerSecond, Math.max(leastRefillPerSecond, refillPerSecond));
}

;// CONCATENATED MODULE: ./src/azure/pace.ts
// PURE. The pace of one bucket of Resource Manager: (state, event, now) → go | wait | give up.
//
// Resource Manager keeps a token bucket for each subscription and identity: 250 reads at once, 25 more a second
// (https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling). We keep a model
// of it, hold the model within what the answers' headers leave possible, and stop the whole bucket when a 429 shows
// that the model was wrong.

/** Nothing has passed for so long beyond the longest wait that Azure asked for: it never will. */
const maxStallMs = 120_000;
/** Nobody waits longer than this for one read, whatever Azure says. */
const maxToldWaitMs = 600_000;
/** Refusals of one resource that end it once others pass (or there are no others). */
const maxRefusals = 10;
/**
 * What is left in the bucket on purpose: one read, because Azure shows whole numbers, and this much time of refill,
 * because requests do not arrive as evenly as they are sent. All of it costs 0.2 s of an audit, once.
 */
const marginMs = 150;
/**
 * Before the first answer, and after a pause, nothing is known of the level: so many reads find out. Each that passes
 * lets one more follow besides its own successor, so that the number in flight doubles with each round trip.
 */
const scouts = 8;
/** After so long without an answer, what was known of the level is out of date. */
const scoutAgainMs = 2_000;
/** A 429 that does not say how long: this, doubled with every further one in a row. */
const untoldWaitMs = 1_000;
const maxUntoldWaitMs = 16_000;
/**
 * One that says less than a second (`Retry-After: 0`, or a date that has just passed): at least this, likewise doubled.
 * Otherwise we would ask again without a pause.
 */
const leastToldWaitMs = 1_000;
const leastWaitMs = 250;
/** Without a header only refusals tell the pace: between them it grows by so much a second, … */
const growthPerSecond = 0.01;
/** … and where the time since the last refusal is too short to measure by, it falls to so much. */
const fallback = 0.8;
/** A refusal while the header promised so many reads: it is not this bucket that refuses, or the header is wrong. */
const brokenPromise = 20;
function newBucket(now) {
    return {
        level: documentedBucket.capacity,
        levelAt: now,
        refillPerSecond: documentedBucket.refillPerSecond,
        sent: 0,
        settled: 0,
        passed: 0,
        lastAnswerAt: null,
        hasHeader: false,
        wasRefused: false,
        toldAt: null,
        samples: [],
        distrustsHeader: false,
        known: { at: now, passed: documentedBucket.capacity },
        heldUntil: null,
        isProbing: false,
        refusedSince: null,
        refusalsInRow: 0,
        toldWaitMs: 0,
    };
}
function inFlight(bucket) {
    return bucket.sent - bucket.settled;
}
/** Whether one more read may be sent now. */
function mayGo(bucket, now) {
    const hasStalled = bucket.refusedSince !== null && now - bucket.refusedSince - bucket.toldWaitMs > maxStallMs;
    if (hasStalled && !isForgotten(bucket, now))
        return { kind: 'give-up' };
    if (bucket.heldUntil !== null) {
        if (bucket.heldUntil - now > maxToldWaitMs)
            return { kind: 'give-up' };
        if (bucket.heldUntil > now)
            return { kind: 'wait', untilMs: bucket.heldUntil };
        // The hold is over: one goes ahead.
        return bucket.isProbing ? { kind: 'wait-for-answer' } : { kind: 'go' };
    }
    const isUpToDate = bucket.lastAnswerAt !== null && now - bucket.lastAnswerAt < scoutAgainMs;
    if (inFlight(bucket) >= scouts + (isUpToDate ? bucket.passed : 0))
        return { kind: 'wait-for-answer' };
    const lacking = 1 + marginOf(bucket) - levelAt(bucket, now);
    if (lacking <= 0)
        return { kind: 'go' };
    if (isUnlimited(bucket)) {
        const beyond = Math.max(0, bucket.passed - documentedBucket.capacity);
        return inFlight(bucket) < 2 * scouts + beyond ? { kind: 'go' } : { kind: 'wait-for-answer' };
    }
    return { kind: 'wait', untilMs: now + Math.ceil((lacking / bucket.refillPerSecond) * 1_000) };
}
/** Nobody has asked for so long after the last refusal that it says nothing of now: a bucket that is hardly ever asked. */
function isForgotten(bucket, now) {
    return inFlight(bucket) === 0 && now - Math.max(bucket.levelAt, bucket.heldUntil ?? now) > maxStallMs;
}
/**
 * Resource Manager always tells the level. What never does, and never refused either, may have no bucket at all, such as
 * a server for tests. That is found out by reads beyond the documented bucket, few at first; where there is one after
 * all, it costs about twenty refusals, once, and no time.
 */
function isUnlimited({ hasHeader, wasRefused, passed }) {
    return !hasHeader && !wasRefused && passed >= scouts;
}
function marginOf({ refillPerSecond }) {
    return 1 + refillPerSecond * (marginMs / 1_000);
}
function levelAt(bucket, now) {
    const level = bucket.level + ((now - bucket.levelAt) / 1_000) * bucket.refillPerSecond;
    // A header may have shown a larger bucket than the documented one; then its level is the only known bound.
    return Math.min(level, Math.max(documentedBucket.capacity, bucket.level));
}
/** Time passes: reads come in, and the pace grows a little. */
function fill(bucket, now) {
    const growth = 1 + growthPerSecond * ((now - bucket.levelAt) / 1_000);
    const refillPerSecond = clampRefill(bucket.refillPerSecond * growth);
    return { ...bucket, level: levelAt(bucket, now), levelAt: now, refillPerSecond };
}
/** A read is sent. */
function onSent(before, now) {
    const filled = fill(before, now);
    const bucket = isForgotten(before, now) ? { ...filled, refusedSince: now, refusalsInRow: 0, toldWaitMs: 0 } : filled;
    return {
        bucket: { ...bucket, level: bucket.level - 1, sent: bucket.sent + 1, isProbing: bucket.heldUntil !== null },
        ticket: {
            sentAt: now,
            settledBefore: bucket.settled,
            isProbe: bucket.heldUntil !== null,
            promised: now - (bucket.toldAt ?? -Infinity) < windowMs ? bucket.level - 1 : 0,
        },
    };
}
/** A read was answered by anything but 429. `remaining`: the header that tells the level; null where there is none. */
function onPassed(before, now, ticket, remaining) {
    const bucket = {
        ...fill(before, now),
        settled: before.settled + 1,
        passed: before.passed + 1,
        lastAnswerAt: now,
    };
    // A late refusal can move the hold past the probe that is under way: the probe is over all the same.
    if (isOfBefore(bucket.heldUntil, ticket))
        return { ...bucket, isProbing: bucket.isProbing && !ticket.isProbe };
    const open = {
        ...bucket,
        hasHeader: bucket.hasHeader || remaining !== null,
        toldAt: remaining === null ? bucket.toldAt : now,
        heldUntil: null,
        isProbing: false,
        refusedSince: null,
        refusalsInRow: 0,
        toldWaitMs: 0,
    };
    return remaining === null ? open : believe(open, now, ticket, remaining);
}
/** Whether a read was sent before the hold: its answer says nothing of what comes after; the probe's does. */
function isOfBefore(heldUntil, ticket) {
    return heldUntil !== null && ticket.sentAt < heldUntil;
}
/**
 * Holds level and refill within what a header leaves possible. Requests that were under way together with this one may
 * have come before it or after it; the level's lower bound takes all of them off, the upper bound none.
 */
function believe(bucket, now, { sentAt, settledBefore }, remaining) {
    const besides = bucket.sent - 1 - settledBefore;
    const cameInMeanwhile = ((now - sentAt) / 1_000) * bucket.refillPerSecond;
    const [low, high] = [remaining - besides, remaining + 1 + cameInMeanwhile];
    // Another client can take in a moment what was promised. A header that falls so low is this bucket's after all.
    const distrustsHeader = bucket.distrustsHeader && remaining >= brokenPromise;
    if (distrustsHeader)
        return { ...bucket, level: Math.min(bucket.level, high) };
    const samples = addSample(bucket.samples, now, {
        sentAt,
        at: now,
        low: low + bucket.sent,
        high: remaining + 1 + bucket.sent,
        isFull: remaining >= documentedBucket.capacity - 1,
    });
    return {
        ...bucket,
        distrustsHeader,
        samples,
        refillPerSecond: samples === bucket.samples ? bucket.refillPerSecond : boundRefill(bucket.refillPerSecond, samples),
        level: Math.min(Math.max(bucket.level, low), high),
    };
}
/** A read got no answer, or one that tells nothing of the bucket (a broken connection). */
function onLost(bucket, now, ticket) {
    const isProbing = bucket.isProbing && !ticket.isProbe;
    return { ...fill(bucket, now), settled: bucket.settled + 1, isProbing };
}
/** A read was refused with 429. `retryAfterMs`: what Azure asked for; null where it did not say. */
function onRefused(bucket, now, ticket, retryAfterMs) {
    const settled = {
        ...bucket,
        settled: bucket.settled + 1,
        lastAnswerAt: now,
        wasRefused: true,
        isProbing: bucket.isProbing && !ticket.isProbe,
    };
    const heldUntil = (inRow) => Math.max(bucket.heldUntil ?? 0, now + waitMs(retryAfterMs, inRow));
    // Requests that were in flight together are refused together: that is one refusal, and one wait.
    if (isOfBefore(bucket.heldUntil, ticket)) {
        if (retryAfterMs === null)
            return settled;
        return { ...settled, heldUntil: heldUntil(1), toldWaitMs: Math.max(bucket.toldWaitMs, retryAfterMs) };
    }
    const refusalsInRow = bucket.refusalsInRow + 1;
    return {
        ...settled,
        ...(refusalsInRow === 1 ? learnFromRefusal(bucket, now, ticket) : {}),
        level: 0,
        levelAt: now,
        heldUntil: heldUntil(refusalsInRow),
        isProbing: false,
        refusedSince: bucket.refusedSince ?? now,
        refusalsInRow,
        toldWaitMs: Math.max(bucket.toldWaitMs, retryAfterMs ?? 0),
    };
}
function waitMs(retryAfterMs, refusalsInRow) {
    if (retryAfterMs !== null && retryAfterMs >= leastToldWaitMs)
        return retryAfterMs;
    const first = retryAfterMs === null ? untoldWaitMs : leastWaitMs;
    return Math.max(retryAfterMs ?? 0, Math.min(maxUntoldWaitMs, first * 2 ** (refusalsInRow - 1)));
}
/** The bucket is empty now. Where no header tells the refill, what passed since it was last known does. */
function learnFromRefusal(bucket, now, { promised }) {
    const level = levelAt(bucket, now);
    const { refillPerSecond, samples } = bucket;
    const known = { at: now, passed: bucket.passed };
    const isTold = now - (samples.at(-1)?.at ?? -Infinity) < windowMs;
    // Not by the level of now: what was promised may have been sent at once, and be refused together.
    const distrustsHeader = bucket.distrustsHeader || promised >= brokenPromise;
    // The header tells the refill better; and a refusal that was to be expected tells nothing.
    if ((isTold && !distrustsHeader) || level < 1)
        return { refillPerSecond, known, distrustsHeader, samples };
    const spanMs = now - bucket.known.at;
    // One more than have passed: on few of them a pace that is too slow would never be found out.
    const measured = ((bucket.passed + 1 - bucket.known.passed) * 1_000) / spanMs;
    const lowered = spanMs < minSpanMs ? refillPerSecond * fallback : Math.max(refillPerSecond / 2, measured);
    return { refillPerSecond: clampRefill(Math.min(refillPerSecond, lowered)), known, distrustsHeader, samples: [] };
}

;// CONCATENATED MODULE: ./src/azure/gate.ts

/**
 * Requests in flight, in one bucket and in all. More do not help: 64 reads of 60 ms are 1,000 a second, four times the
 * documented bucket at once; measured in docs/performance.md.
 */
const maxInFlightPerBucket = 64;
const maxInFlight = 128;
function createGates(clock, signal) {
    const gates = new Map();
    const load = { inFlight: 0, onFree: new Set() };
    const gateOf = (url) => {
        const key = bucketOf(url);
        const known = gates.get(key);
        if (known !== undefined)
            return known;
        const gate = new Gate(clock, signal, load);
        gates.set(key, gate);
        return gate;
    };
    return {
        visit: (url) => gateOf(url).visit(),
        heldUntil: () => {
            const holds = [...gates.values()].map((gate) => gate.heldUntil()).filter((until) => until !== null);
            return holds.length === 0 ? null : Math.min(...holds);
        },
    };
}
/** Each subscription has a bucket, and tenant-level calls have one of their own. */
function bucketOf(url) {
    return /^https:\/\/[^/]+\/subscriptions\/([^/?]+)/i.exec(url)?.[1]?.toLowerCase() ?? 'tenant';
}
class Gate {
    #clock;
    #signal;
    #load;
    #waiters = [];
    #bucket;
    #isSleeping = false;
    constructor(clock, signal, load) {
        this.#clock = clock;
        this.#signal = signal;
        this.#load = load;
        this.#bucket = newBucket(clock.now());
        signal.addEventListener('abort', () => {
            for (const waiter of this.#waiters.splice(0))
                waiter.refuse('over');
        });
    }
    heldUntil() {
        const { heldUntil } = this.#bucket;
        return this.#waiters.length > 0 && heldUntil !== null && heldUntil > this.#clock.now() ? heldUntil : null;
    }
    visit() {
        let refusals = 0;
        let passedAtFirstRefusal = 0;
        let ticket = null;
        return {
            enter: () => new Promise((resolve) => {
                if (this.#signal.aborted) {
                    resolve('over');
                    return;
                }
                // At the end of the queue: after a refusal the next resource in line probes, not the refused one again.
                const go = (given) => {
                    ticket = given;
                    resolve('go');
                };
                this.#waiters.push({ refusals, passedAtFirstRefusal, go, refuse: resolve });
                this.#admit();
            }),
            leave: (passage) => {
                if (passage.kind === 'refused') {
                    if (refusals === 0)
                        passedAtFirstRefusal = this.#bucket.passed;
                    refusals += 1;
                }
                if (ticket !== null)
                    this.#settle(passage, ticket);
            },
        };
    }
    #settle(passage, ticket) {
        const now = this.#clock.now();
        if (passage.kind === 'passed')
            this.#bucket = onPassed(this.#bucket, now, ticket, passage.remaining);
        else if (passage.kind === 'refused')
            this.#bucket = onRefused(this.#bucket, now, ticket, passage.retryAfterMs);
        else
            this.#bucket = onLost(this.#bucket, now, ticket);
        this.#load.inFlight -= 1;
        // Whoever waits for a free place comes first, or a long queue here would never let go of its places.
        for (const admitOthers of [...this.#load.onFree])
            admitOthers();
        this.#admit();
    }
    /** Lets through whoever may go now, and sees to it that somebody asks again when more may. */
    #admit = () => {
        this.#load.onFree.delete(this.#admit);
        for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
            if (this.#isHopeless(waiter)) {
                this.#waiters.shift();
                waiter.refuse('throttled');
                continue;
            }
            if (inFlight(this.#bucket) >= maxInFlightPerBucket)
                return;
            const permission = mayGo(this.#bucket, this.#clock.now());
            if (permission.kind === 'wait-for-answer')
                return;
            if (permission.kind === 'wait') {
                this.#wakeAt(permission.untilMs);
                return;
            }
            if (permission.kind === 'give-up') {
                this.#waiters.shift();
                waiter.refuse('throttled');
                continue;
            }
            if (this.#load.inFlight >= maxInFlight) {
                this.#load.onFree.add(this.#admit);
                return;
            }
            this.#waiters.shift();
            const { bucket, ticket } = onSent(this.#bucket, this.#clock.now());
            this.#bucket = bucket;
            this.#load.inFlight += 1;
            waiter.go(ticket);
        }
    };
    /** Refused ten times while others passed, or with nobody left whose passing could show that it is not the bucket. */
    #isHopeless(waiter) {
        if (waiter.refusals < maxRefusals)
            return false;
        return (this.#bucket.passed > waiter.passedAtFirstRefusal || (this.#waiters.length === 1 && inFlight(this.#bucket) === 0));
    }
    #wakeAt(untilMs) {
        if (this.#isSleeping)
            return;
        this.#isSleeping = true;
        const wake = () => {
            this.#isSleeping = false;
            this.#admit();
        };
        // An aborted sleep needs no waking: abort has emptied the queue.
        this.#clock.sleep(untilMs - this.#clock.now(), this.#signal).then(wake, () => undefined);
    }
}

// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(1692);
;// CONCATENATED MODULE: ./src/azure/https-client.ts
// HTTPS as reads of Resource Manager need it: one request, one small answer as text, over kept-alive connections. The
// SDKs' own client does the same at several times the cost of memory and time (docs/performance.md).



/** No answer that we ask for comes near: a page of a list has some hundred kilobytes. */
const maxBodyBytes = 64 * 1_024 * 1_024;
/**
 * Rejects with what the connection came to, or when `abortSignal` is aborted; an answer whose body is cut off is no
 * answer. Follows no redirect and decompresses nothing. Certificates are checked as Node does by default. The request's
 * own agent comes first: the SDKs' proxy policy sets it.
 */
function createHttpsClient() {
    // One for all connections: Node would make each its own (docs/performance.md).
    const agent = new external_node_https_.Agent({ keepAlive: true, secureContext: (0,external_node_tls_.createSecureContext)() });
    return {
        sendRequest: (request) => new Promise((resolve, reject) => {
            if (request.abortSignal?.aborted === true)
                reject(aborted);
            else
                new Exchange(request, agent, resolve, reject).start();
        }),
    };
}
/**
 * One request and its answer. Node keeps the first request of a connection, and whatever its listeners lead to, as long as
 * the connection. So at the end they lead to nothing any more: the answer that came first on each connection, mostly a
 * whole page of a list, stayed in memory to the end (docs/performance.md).
 */
class Exchange {
    #chunks = [];
    #bytes = 0;
    /** null: whoever waited has been told. */
    #pending;
    constructor(request, agent, resolve, reject) {
        const { hostname, port, pathname, search } = new URL(request.url);
        const sent = (0,external_node_https_.request)({
            agent: request.agent ?? agent,
            hostname,
            port,
            path: pathname + search,
            method: request.method,
            headers: request.headers.toJSON({ preserveCase: true }),
        });
        this.#pending = { request, sent, resolve, reject };
    }
    start() {
        if (this.#pending === null)
            return;
        const { request, sent } = this.#pending;
        request.abortSignal?.addEventListener('abort', this.#abort);
        sent.on('error', this.#fail);
        // Nobody asked for it, and without a listener nothing would be heard of the request any more.
        sent.on('upgrade', (_incoming, socket) => {
            socket.destroy();
            this.#fail(switched);
        });
        sent.on('response', this.#receive);
        sent.end();
    }
    #abort = () => {
        this.#pending?.sent.destroy(aborted);
    };
    #fail = (error) => {
        this.#end()?.reject(error);
    };
    #receive = (incoming) => {
        // A proxy's own word, in the clear: where there is no tunnel, its agent hands it on as if Azure had said it.
        if (!(incoming.socket instanceof external_node_tls_.TLSSocket)) {
            this.#pending?.sent.destroy(new Error(`The proxy opened no tunnel (HTTP ${incoming.statusCode ?? 0}).`));
            return;
        }
        incoming.on('data', (chunk) => {
            this.#chunks.push(chunk);
            this.#bytes += chunk.length;
            if (this.#bytes > maxBodyBytes)
                incoming.destroy(tooLarge);
        });
        incoming.on('error', (error) => {
            this.#fail(error === tooLarge ? error : brokenOff(error));
        });
        incoming.on('end', () => {
            const [first = Buffer.alloc(0)] = this.#chunks;
            const body = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : first;
            const pending = this.#end();
            pending?.resolve({
                request: pending.request,
                status: incoming.statusCode ?? 0,
                headers: (0,esm/* createHttpHeaders */.Nc)(incoming.headers),
                bodyAsText: body.toString('utf8'),
            });
        });
    };
    #end() {
        const pending = this.#pending;
        this.#pending = null;
        this.#chunks.length = 0;
        pending?.request.abortSignal?.removeEventListener('abort', this.#abort);
        return pending;
    }
}
/** Made once, see `ended` in transport.ts. */
const aborted = new Error('The request was ended.');
const switched = new Error('The server switched to another protocol.');
const tooLarge = new Error(`The answer has more than ${maxBodyBytes} bytes.`);
/** Node says `aborted`. */
function brokenOff(cause) {
    const code = 'code' in cause ? { code: cause.code } : {};
    return Object.assign(new Error('The answer broke off.', { cause }), code);
}

// EXTERNAL MODULE: ./node_modules/@azure/arm-keyvault/dist/esm/index.js + 35 modules
var arm_keyvault_dist_esm = __webpack_require__(4950);
// EXTERNAL MODULE: ./src/verdict/pattern.ts + 1 modules
var verdict_pattern = __webpack_require__(9464);
;// CONCATENATED MODULE: ./src/azure/permissions.ts

const listAction = {
    vault: 'Microsoft.KeyVault/vaults/read',
    managedHsm: 'Microsoft.KeyVault/managedHSMs/read',
};
/** Needed actions that no grant gives. */
function missingActions(grants, types) {
    const needed = [...types.map((type) => listAction[type]), 'Microsoft.Insights/diagnosticSettings/read'];
    const gives = (grant, action) => grant.actions.some((pattern) => covers(pattern, action)) &&
        !grant.notActions.some((pattern) => covers(pattern, action));
    return needed.filter((action) => !grants.some((grant) => gives(grant, action)));
}
/** Azure's patterns: `*` stands for any characters, without letter case. */
function covers(pattern, action) {
    return (0,verdict_pattern/* toPattern */.w)(pattern).matches({ id: action, name: action });
}

;// CONCATENATED MODULE: ./src/azure/inventory.ts





const subscriptionsApiVersion = '2022-12-01';
const permissionsApiVersion = '2022-04-01';
const descendantsApiVersion = '2020-05-01';
const genericResourcesApiVersion = '2021-04-01';
/** The version that @azure/arm-keyvault lists vaults and managed HSMs with. */
const resourceApiVersion = '2026-02-01';
/** For clouds that do not have that one yet; the last stable one that every cloud is known to have. */
const olderApiVersion = '2023-07-01';
/**
 * Vaults and managed HSMs come through Key Vault's client, but not by its method: that takes an answer apart and puts it
 * together again three times, lists of hundreds of vaults at a time (measured in docs/performance.md).
 */
function createInventory(arm) {
    // Subscriptions stand in the paths.
    const { pipeline } = new arm_keyvault_dist_esm/* KeyVaultManagementClient */.ch(arm.credential, '', arm.clientOptions);
    arm.prepare(pipeline);
    const readResourcesPage = createPageReader(arm, pipeline);
    return {
        readSubscription: async (id) => {
            try {
                const path = `/subscriptions/${encodeURIComponent(id)}?api-version=${subscriptionsApiVersion}`;
                return { kind: 'found', subscription: toSubscription(parseBody(subscriptionBody, await arm.getJson(path))) };
            }
            catch (error) {
                return { kind: 'unreadable', failure: toFailure(error) };
            }
        },
        listSubscriptions: (onPage) => {
            const first = `/subscriptions?api-version=${subscriptionsApiVersion}`;
            const read = async (next) => parseBody(subscriptionsPage, await arm.getJson(next));
            return readPages(first, read, (page) => {
                onPage(page.map(toSubscription));
            });
        },
        listDescendants: (managementGroupId, onPage) => {
            const group = `/providers/Microsoft.Management/managementGroups/${encodeURIComponent(managementGroupId)}`;
            const first = `${group}/descendants?api-version=${descendantsApiVersion}`;
            const read = async (next) => parseBody(descendantsPage, await arm.getJson(next));
            return readPages(first, read, (page) => {
                onPage(page.flatMap(({ id }) => toSubscriptionIds(id)));
            });
        },
        listAllResources: (subscriptionId, types, onPage) => {
            const filter = types.map((type) => `resourceType eq '${typeNames[type]}'`).join(' or ');
            const first = `/subscriptions/${encodeURIComponent(subscriptionId)}/resources?$filter=${encodeURIComponent(filter)}&api-version=${genericResourcesApiVersion}`;
            const read = async (next) => parseBody(genericResourcesPage, await arm.getJson(next));
            return readPages(first, read, (page) => {
                onPage(page.map((item) => toResource(item, typeOf(item.id))));
            });
        },
        readCoverage: (subscriptionId, types) => readCoverage(arm, subscriptionId, types),
        listResources: async (subscriptionId, type, onPage) => {
            const first = `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/${typeNames[type]}?api-version=${resourceApiVersion}`;
            const end = await readPages(first, readResourcesPage, (page) => {
                onPage(page.map((item) => toResource(item, type)));
            });
            return end.kind === 'broken' ? toAbsence(end, type) : end;
        },
    };
}
/** `Vaults_ListBySubscription` and `ManagedHsms_ListBySubscription`, in a version that the cloud has. */
function createPageReader(arm, pipeline) {
    const read = async (pathOrUrl) => parseBody(resourcesPage, await arm.getJson(pathOrUrl, pipeline));
    return (pathOrUrl) => readInKnownVersion(pathOrUrl, read);
}
/** Reads a path that asks with {@link resourceApiVersion}, in an older version where the cloud does not have that one. */
async function readInKnownVersion(pathOrUrl, read) {
    try {
        return await read(pathOrUrl);
    }
    catch (error) {
        // Only a first page is a path. It was refused: clouds get new api-versions months after the public one.
        if (!isFailureWithCode(toFailure(error), ...newVersionCodes) || !pathOrUrl.startsWith('/'))
            throw error;
        // Not the version alone: the name of a resource group may have the same date in it.
        return read(pathOrUrl.replace(`api-version=${resourceApiVersion}`, `api-version=${olderApiVersion}`));
    }
}
/**
 * How a cloud answers that does not have an api-version yet. The last one is also the answer of a cloud that does not have
 * the type at all: then the older version gets it too. https://github.com/Azure/azure-cli/issues/30714
 */
const newVersionCodes = ['NoRegisteredProviderFound', 'InvalidApiVersionParameter', 'InvalidResourceType'];
/** Answers that mean "there can be none here", by the codes Resource Manager gives for them. */
function toAbsence(end, type) {
    // What was seen is never "none".
    if (end.pages > 0)
        return end;
    const what = type === 'vault' ? 'vaults' : 'managed HSMs';
    if (isFailureWithCode(end.failure, 'MissingSubscriptionRegistration')) {
        return { kind: 'absent', note: `The provider Microsoft.KeyVault is not registered here, so there are no ${what}.` };
    }
    // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-resource-type. Every cloud has
    // vaults; and NoRegisteredProviderFound is what a cloud says that lags behind an api-version: neither is an absence.
    if (type === 'managedHsm' && isFailureWithCode(end.failure, 'InvalidResourceType', 'InvalidResourceNamespace')) {
        return { kind: 'absent', note: `This cloud does not offer ${what}.` };
    }
    return end;
}
/** The subscription that an ID of a descendant names; none for a group. Throws ReadError for anything else. */
function toSubscriptionIds(id) {
    const form = /^(?:\/providers\/Microsoft\.Management\/managementGroups\/[^/]+)?\/subscriptions\/([^/]+)\/?$/i.exec(id);
    if (form?.[1] !== undefined)
        return [form[1]];
    if (/^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+\/?$/i.test(id))
        return [];
    const message = `The list holds neither a subscription nor a management group: ${id.slice(0, 200)}`;
    throw new ReadError({ reason: 'unreadable-response', status: 200, code: null, message });
}
async function readCoverage(arm, subscriptionId, types) {
    const first = `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/Microsoft.Authorization/permissions?api-version=${permissionsApiVersion}`;
    const granted = [];
    const read = async (next) => parseBody(permissionsPage, await arm.getJson(next));
    const end = await readPages(first, read, (page) => {
        granted.push(...page.map(({ actions, notActions }) => ({ actions: actions ?? [], notActions: notActions ?? [] })));
    });
    const missing = missingActions(granted, types);
    if (missing.length === 0)
        return { kind: 'whole' };
    return end.kind === 'broken'
        ? { kind: 'unconfirmed', failure: end.failure }
        : { kind: 'narrow', missingActions: missing };
}
function toSubscription(wire) {
    const { subscriptionId, displayName, tenantId, state } = wire;
    return { id: subscriptionId, displayName: displayName ?? '', tenantId: tenantId ?? null, state };
}
const typeNames = {
    vault: 'Microsoft.KeyVault/vaults',
    managedHsm: 'Microsoft.KeyVault/managedHSMs',
};
function typeOf(id) {
    return resourceId.exec(id)?.[3]?.toLowerCase() === 'vaults' ? 'vault' : 'managedHsm';
}
function toResource(wire, type) {
    const id = wire.id ?? '';
    const [, subscriptionId = '', resourceGroup = '', , name = ''] = resourceId.exec(id) ?? [];
    return { id, name, type, subscriptionId, resourceGroup, location: wire.location ?? null, tags: toTags(wire.tags) };
}
/** Tags are data that no verdict reads: odd ones are left out. */
function toTags(wire) {
    if (typeof wire !== 'object' || wire === null)
        return {};
    return Object.fromEntries(Object.entries(wire).filter(([, value]) => typeof value === 'string'));
}

// EXTERNAL MODULE: ./node_modules/@azure/arm-monitor/dist/esm/index.js + 104 modules
var arm_monitor_dist_esm = __webpack_require__(2729);
;// CONCATENATED MODULE: ./src/azure/settings.ts





/** The version that @azure/arm-monitor asks with: older ones do not show category groups. */
const settingsApiVersion = '2021-05-01-preview';
/**
 * `DiagnosticSettings_List` through Azure Monitor's client, but not by its method: that takes an answer apart and puts it
 * together again three times, for one small page (measured in docs/performance.md).
 */
function createSettingsReader(arm) {
    const client = new arm_monitor_dist_esm/* MonitorClient */.UK(arm.credential, arm.clientOptions);
    arm.prepare(client.pipeline);
    const readPage = async (pathOrUrl) => parseBody(settingsPage, await arm.getJson(pathOrUrl, client.pipeline));
    return {
        readSettings: async (resource) => {
            const settings = [];
            const first = toSettingsPath(resource);
            if (typeof first !== 'string')
                return { kind: 'unreadable', failure: first };
            const end = await readPages(first, readPage, (page) => settings.push(...page.map(toSetting)));
            // Some of the settings are not the settings: a later page may hold the adequate one.
            if (end.kind === 'complete')
                return { kind: 'settings', settings };
            if (end.kind === 'absent')
                throw new Error('A list of settings is never absent.');
            const { failure } = end;
            if (failure.status !== 404)
                return { kind: 'unreadable', failure };
            return readAbsence(arm, resource, failure);
        },
    };
}
/** An ID that cannot stand in a URL leaves that resource unread, and the audit whole. */
function toSettingsPath({ id }) {
    try {
        return `${toPath(id)}/providers/Microsoft.Insights/diagnosticSettings?api-version=${settingsApiVersion}`;
    }
    catch (error) {
        return toFailure(error);
    }
}
/** 404 on the settings: is the resource gone, or are only its settings hidden? */
async function readAbsence(arm, resource, notFound) {
    try {
        await readInKnownVersion(`${toPath(resource.id)}?api-version=${resourceApiVersion}`, arm.getJson);
        return { kind: 'unreadable', failure: notFound };
    }
    catch (error) {
        const failure = toFailure(error);
        // Only Resource Manager's own word that it is gone counts. A subscription that cannot be found is one that the
        // identity lost sight of, and a 404 without a code may be a gateway's.
        const isGone = failure.status === 404 && isFailureWithCode(failure, 'ResourceNotFound', 'ResourceGroupNotFound');
        return isGone ? { kind: 'deleted' } : { kind: 'unreadable', failure };
    }
}
/** Members that name a destination, in Azure's words. `eventHubName` alone is none; `serviceBusRuleId` is retired. */
const destinationMembers = [
    ['workspaceId', 'log-analytics'],
    ['storageAccountId', 'storage'],
    ['eventHubAuthorizationRuleId', 'event-hub'],
    ['marketplacePartnerId', 'partner'],
];
function toSetting({ name, properties: wire }) {
    return {
        // The name decides nothing, so its absence is not worth a missing verdict.
        name: typeof name === 'string' ? name : '',
        logs: (wire.logs ?? []).map(({ category, categoryGroup, enabled, retentionPolicy }) => ({
            category: category ?? null,
            categoryGroup: categoryGroup ?? null,
            enabled: isTrue(enabled),
            ...toRetention(retentionPolicy),
        })),
        metrics: (wire.metrics ?? []).map(({ category, enabled }) => ({
            category: category ?? null,
            enabled: isTrue(enabled),
        })),
        destinations: destinationMembers.flatMap(([member, kind]) => {
            const id = wire[member]?.trim() ?? '';
            return id === '' ? [] : [{ kind, id }];
        }),
        ...toDelivery(wire),
    };
}
/** Decides nothing, so what is odd is taken for nothing. */
function toDelivery({ eventHubName, logAnalyticsDestinationType }) {
    const isNamed = (value) => typeof value === 'string' && value.trim() !== '';
    return {
        ...(isNamed(eventHubName) ? { eventHubName } : {}),
        ...(isNamed(logAnalyticsDestinationType) ? { logAnalyticsDestinationType } : {}),
    };
}
/** Decides nothing, so a retention policy that is odd is taken for none. */
function toRetention(policy) {
    if (typeof policy !== 'object' || policy === null || !('enabled' in policy) || !('days' in policy))
        return {};
    return policy.enabled === true && typeof policy.days === 'number' ? { retentionDays: policy.days } : {};
}
/** Azure's types say that `enabled` is always there; its answers do not. */
function isTrue(enabled) {
    return enabled === true;
}

;// CONCATENATED MODULE: ./src/azure/tokens.ts
/** A token is renewed this long before it expires, so that none expires on its way. */
const tokens_spareMs = 120_000;
/** So long a failed renewal stands for all who ask. After it Entra ID is asked again: it may have been away for a minute. */
const failureStandsMs = 30_000;
/**
 * `newCredential`: makes a credential with an empty cache. After a refusal the old one would hand out the refused token
 * again, because it does not know of the refusal.
 */
function createTokenSource(newCredential, scope, clock) {
    let held = null;
    let pending = null;
    /** The token whose renewal failed, how and when: it is not tried again for every vault that waits. */
    let failed = null;
    const standingFailure = (token) => pending === null && failed?.token === token && clock.now() - failed.at < failureStandsMs ? failed : null;
    const signIn = async () => {
        const before = held?.token ?? null;
        try {
            const token = await newCredential().getToken(scope);
            if (token === null)
                throw new Error('Entra ID gave no token.');
            // The SDK reckons by the machine's clock. One that was set back would make every new token an old one, and each read
            // a sign-in: what Entra ID has just given is good until Azure refuses it.
            const isOld = token.expiresOnTimestamp - tokens_spareMs <= clock.now();
            held = isOld ? { ...token, expiresOnTimestamp: Infinity } : token;
            return token.token;
        }
        catch (error) {
            failed = { token: before, error, at: clock.now() };
            throw error;
        }
    };
    const renewOnce = () => {
        pending ??= signIn().finally(() => {
            pending = null;
        });
        return pending;
    };
    return {
        current: async () => {
            const { token, expiresOnTimestamp } = held ?? { token: null, expiresOnTimestamp: -Infinity };
            if (token !== null && clock.now() < expiresOnTimestamp - tokens_spareMs)
                return token;
            const failure = standingFailure(token);
            if (token !== null && clock.now() < expiresOnTimestamp) {
                // It is still good, and nobody waits: where Entra ID hangs, they would wait until it is not.
                if (failure === null && pending === null)
                    renewOnce().catch(() => undefined);
                return token;
            }
            if (failure !== null)
                throw failure.error;
            return renewOnce();
        },
        renew: async (refused) => {
            if (held !== null && held.token !== refused && pending === null)
                return held.token;
            const failure = standingFailure(refused);
            if (failure !== null)
                throw failure.error;
            return renewOnce();
        },
    };
}

;// CONCATENATED MODULE: ./src/azure/transport.ts



function createTransport(parts) {
    const counts = { total: 0, throttled: 0, retried: 0 };
    return {
        // In an async function, so that what is thrown for the URL is a rejection like every other failure.
        sendRequest: async (request) => new Read(parts, request, counts).run(),
        requestCounts: () => ({ ...counts }),
    };
}
/** One read, over all its attempts. */
class Read {
    #parts;
    #request;
    #counts;
    #visit;
    #history = newHistory;
    #last = null;
    constructor(parts, request, counts) {
        assertSameOrigin(request.url, parts.origin);
        // Answers are small, and a compressed body that breaks off would never end.
        request.headers.delete('accept-encoding');
        this.#parts = parts;
        this.#request = request;
        this.#counts = counts;
        this.#visit = parts.gates.visit(request.url);
    }
    async run() {
        for (;;) {
            const admission = await this.#visit.enter();
            if (admission !== 'go')
                throw admission === 'over' ? this.#over() : this.#throttled();
            const answer = await this.#attempt();
            if (answer.kind === 'ok')
                return answer.value;
            this.#last = answer.failure;
            if (answer.kind === 'final')
                throw new ReadError(answer.failure);
            if (answer.kind === 'token-refused')
                await this.#renew(answer);
            if (answer.kind === 'passing')
                await this.#backOff(answer);
            this.#counts.retried += 1;
        }
    }
    /** The run ended first: the last answer decides, where there was one. */
    #over() {
        return new ReadError(this.#last ?? timedOut);
    }
    /** The bucket lets nothing through: what the bucket said last, and not what came of an attempt before. */
    #throttled() {
        return new ReadError(this.#last?.reason === 'throttled' ? this.#last : throttled);
    }
    async #attempt() {
        let passage = { kind: 'lost' };
        try {
            const token = await this.#currentToken();
            const startedAt = this.#parts.clock.now();
            const { answer, remaining } = await this.#send(token);
            this.#note(answer, this.#parts.clock.now() - startedAt);
            passage = toPassage(answer, remaining);
            return answer;
        }
        finally {
            this.#visit.leave(passage);
        }
    }
    /** Asked for anew with each attempt: one that waited for minutes would be sent with a token of minutes ago. */
    async #currentToken() {
        const { tokens, signal } = this.#parts;
        const token = await untilOver(tokens.current(), signal).catch((error) => {
            throw renewalFailed(error);
        });
        if (token === 'over')
            throw this.#over();
        return token;
    }
    async #send(token) {
        const { clock, http, signal } = this.#parts;
        const timeoutMs = attemptTimeoutMs(this.#history);
        this.#counts.total += 1;
        this.#request.headers.set('authorization', `Bearer ${token}`);
        const attempt = await attemptInTime(http, this.#request, timeoutMs, clock, signal);
        switch (attempt.kind) {
            case 'answered':
                return {
                    answer: classifyResponse(attempt.response, token, clock.now()),
                    remaining: remainingReads(attempt.response),
                };
            case 'failed':
                return { answer: classifyError(attempt.error), remaining: null };
            case 'too-late':
                return { answer: classifyTimeout(timeoutMs), remaining: null };
            default:
                throw this.#over();
        }
    }
    #note(answer, tookMs) {
        if (answer.kind === 'refused')
            this.#counts.throttled += 1;
        const outcome = answer.kind === 'ok' ? 200 : (answer.failure.status ?? answer.failure.reason);
        this.#parts.debug(`${this.#request.method} ${this.#request.url} ${outcome} ${tookMs} ms`);
        // A refusal is the bucket's matter: it uses up neither attempts nor time.
        if (answer.kind !== 'refused') {
            this.#history = {
                ...this.#history,
                attempts: this.#history.attempts + 1,
                spentMs: this.#history.spentMs + tookMs,
            };
        }
    }
    async #renew(answer) {
        if (!mayRenewToken(this.#history, answer.token) || attemptTimeoutMs(this.#history) <= 0) {
            throw new ReadError(answer.failure);
        }
        this.#history = { ...this.#history, refusedTokens: [...this.#history.refusedTokens, answer.token] };
        try {
            await untilOver(this.#parts.tokens.renew(answer.token), this.#parts.signal);
        }
        catch (error) {
            throw new ReadError(answer.failure, { cause: error });
        }
    }
    async #backOff(answer) {
        const { clock, signal } = this.#parts;
        const wait = backoffMs(this.#history, answer.retryAfterMs, clock.random());
        if (wait === null)
            throw new ReadError(answer.failure);
        await clock.sleep(wait, signal).catch(() => {
            throw this.#over();
        });
        this.#history = { ...this.#history, spentMs: this.#history.spentMs + wait };
    }
}
const timedOut = {
    reason: 'timed-out',
    status: null,
    code: null,
    message: 'The audit ended before there was an answer.',
};
const throttled = {
    reason: 'throttled',
    status: null,
    code: null,
    message: 'Azure let no request of this subscription through.',
};
/** Azure was not asked, so it has forbidden nothing. */
function renewalFailed(cause) {
    const message = oneLine(`The sign-in could not be renewed. ${messageOf(cause)}`);
    return new ReadError({ reason: 'unavailable', status: null, code: null, message }, { cause });
}
function toPassage(answer, remaining) {
    if (answer.kind === 'refused')
        return { kind: 'refused', retryAfterMs: answer.retryAfterMs };
    const isAnswered = answer.kind === 'ok' || answer.failure.status !== null;
    return isAnswered ? { kind: 'passed', remaining } : { kind: 'lost' };
}
/** A `nextLink` can name any host, and the SDKs would send the token there. */
function assertSameOrigin(url, origin) {
    const parsed = URL.parse(url);
    if (parsed?.origin === origin && parsed.username === '' && parsed.password === '')
        return;
    const message = `Azure's answer points to another host (${parsed?.origin ?? 'not a URL'}); nothing was sent there.`;
    throw new ReadError({ reason: 'unreadable-response', status: null, code: null, message });
}

;// CONCATENATED MODULE: ./src/azure/explain.ts

/** `AADSTS` codes of https://learn.microsoft.com/entra/identity-platform/reference-error-codes. */
const federationCodes = ['70021', '700211', '700212', '700213', '7002131', '7002138'];
/** Turns what the sign-in threw into an error for the person who must act. Never contains a token. */
function explainSignIn(thrown, facts) {
    if (thrown instanceof errors/* AuditError */.M_)
        return thrown;
    if (typeof facts.unavailable === 'string')
        return explainUnavailable(explain_oneLine(facts.unavailable), thrown);
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    const code = /AADSTS(\d+)/.exec(text)?.[1] ?? null;
    const said = code === null ? explain_oneLine(text) : explain_oneLine(text.slice(text.indexOf(`AADSTS${code}`)));
    if (code !== null && federationCodes.includes(code))
        return explainFederation(code, said, facts, thrown);
    return explainOther(code, said, facts, thrown);
}
function explainFederation(code, said, facts, cause) {
    const presented = facts.presented ?? { issuer: '', subject: '', audience: '', visibility: null };
    const shown = [
        'Entra ID was shown a GitHub token with',
        `  issuer:   ${presented.issuer}`,
        `  subject:  ${presented.subject}`,
        `  audience: ${presented.audience}`,
    ].join('\n');
    if (code === '7002138') {
        return new errors/* AuditError */.M_({
            code: 'KVA-FEDERATION-CASE',
            message: `Entra ID refused the sign-in: a federated credential of the client ${facts.clientId} differs from the presented token in letter case only. Entra ID said: ${said}\n${shown}`,
            fix: [
                'Correct the existing federated credential so that issuer, subject and audience are spelled exactly as above; letter case counts. No second credential is needed.',
            ],
            paste: { language: 'bash', text: correctionCommands(facts) },
            cause,
        });
    }
    return new errors/* AuditError */.M_({
        code: 'KVA-FEDERATION',
        message: `Entra ID refused the sign-in: the client ${facts.clientId} does not trust the token that GitHub issued for this job. Entra ID said: ${said}\n${shown}`,
        fix: [
            'Add a federated credential with exactly this issuer, subject and audience, or correct the one that was meant to match. The first command tells what the client is: for "Application" use the second, for "ManagedIdentity" the third.',
            ...subjectAdvice(presented.subject),
            'A new federated credential takes a few minutes to work.',
        ],
        paste: { language: 'bash', text: creationCommands(facts.clientId, presented) },
        cause,
    });
}
/** What is worth knowing about a subject of this form. */
function subjectAdvice(subject) {
    const branch = /:ref:refs\/heads\/(.+)$/.exec(subject)?.[1];
    if (branch === undefined || /^(main|master)$/.test(branch))
        return [];
    return [
        `The subject names the branch ${branch}. The subject of a merge queue or of a feature branch is different every time: give the job an \`environment:\`, and trust the subject that ends in \`:environment:NAME\`.`,
    ];
}
function creationCommands(clientId, presented) {
    const issuer = shellWord(presented.issuer, '<the issuer above>');
    const subject = shellWord(presented.subject, '<the subject above>');
    const audience = shellWord(presented.audience, '<the audience above>');
    const parameters = [issuer, subject, audience].every((word) => !word.includes('<'))
        ? shellQuote(JSON.stringify({
            name: 'keyvault-diagnostics-audit',
            issuer: presented.issuer,
            subject: presented.subject,
            audiences: [presented.audience],
        }))
        : `'{"name":"keyvault-diagnostics-audit","issuer":"<the issuer above>","subject":"<the subject above>","audiences":["<the audience above>"]}'`;
    return [
        `az ad sp show --id ${clientId} --query servicePrincipalType --output tsv`,
        '',
        '# Application:',
        `az ad app federated-credential create --id ${clientId} --parameters ${parameters}`,
        '',
        '# ManagedIdentity (its name and resource group are shown by: az identity list --query "[?clientId==' +
            `'${clientId}'].[name,resourceGroup]")`,
        'az identity federated-credential create --name keyvault-diagnostics-audit \\',
        "  --identity-name '<identity-name>' --resource-group '<resource-group>' \\",
        `  --issuer ${issuer} --subject ${subject} --audiences ${audience}`,
    ].join('\n');
}
function correctionCommands(facts) {
    return [
        `az ad sp show --id ${facts.clientId} --query servicePrincipalType --output tsv`,
        '',
        '# Application: find the credential, then correct it',
        `az ad app federated-credential list --id ${facts.clientId} --output table`,
        `az ad app federated-credential update --id ${facts.clientId} --federated-credential-id '<its id>' --parameters '<json>'`,
        '',
        '# ManagedIdentity',
        "az identity federated-credential list --identity-name '<identity-name>' --resource-group '<resource-group>' --output table",
        "az identity federated-credential update --name '<its name>' --identity-name '<identity-name>' --resource-group '<resource-group>' \\",
        "  --issuer '<issuer>' --subject '<subject>' --audiences '<audience>'",
    ].join('\n');
}
/** Only what Entra ID and GitHub really put into these values enters a command; anything else becomes a placeholder. */
function shellWord(value, placeholder) {
    return /^[\w./:@+-]+$/.test(value) ? shellQuote(value) : shellQuote(placeholder);
}
function shellQuote(value) {
    return `'${value.replaceAll("'", `'\\''`)}'`;
}
function explainOther(code, said, facts, cause) {
    switch (code) {
        case '700016':
            return new errors/* AuditError */.M_({
                code: 'KVA-CLIENT',
                message: `Entra ID knows no client ${facts.clientId} in the tenant ${facts.tenantId}. It said: ${said}`,
                fix: [
                    'Check the input client-id: it is the application (client) ID of the app registration or managed identity, not its object ID. Check that tenant-id is the tenant it lives in.',
                ],
                cause,
            });
        case '90002':
        case '900023':
            return new errors/* AuditError */.M_({
                code: 'KVA-TENANT',
                message: `Entra ID knows no tenant ${facts.tenantId} in this cloud. It said: ${said}`,
                fix: ['Check the inputs tenant-id and environment: each cloud has tenants of its own.'],
                cause,
            });
        case '700024':
            return new errors/* AuditError */.M_({
                code: 'KVA-CLOCK',
                message: `Entra ID calls the GitHub token expired, or not valid yet. It said: ${said}`,
                fix: [
                    'The token was fresh, so a clock is wrong. On a self-hosted runner or GitHub Enterprise Server, set the clock by NTP and run again.',
                ],
                cause,
            });
        case '53003':
        case '700238':
            return new errors/* AuditError */.M_({
                code: 'KVA-BLOCKED',
                message: `A policy of the tenant ${facts.tenantId} blocks the sign-in. Entra ID said: ${said}`,
                fix: [
                    'Ask who administers Conditional Access for workload identities in this tenant to let the client sign in from where the runner is.',
                ],
                cause,
            });
        case null:
            return explainUnavailable(said, cause);
        default:
            return new errors/* AuditError */.M_({
                code: 'KVA-SIGN-IN',
                message: `Entra ID refused the sign-in of the client ${facts.clientId} in the tenant ${facts.tenantId}. It said: ${said}`,
                fix: [
                    `Look up AADSTS${code} at https://login.microsoftonline.com/error?code=${code}, and check the sign-in logs of the client in Entra ID.`,
                ],
                cause,
            });
    }
}
function explainUnavailable(said, cause) {
    return new errors/* AuditError */.M_({
        code: 'KVA-ENTRA-UNAVAILABLE',
        message: `The sign-in to Azure got no usable answer of Entra ID. What was said last: ${said}`,
        fix: [
            'Run the job again. If it stays, check that the runner reaches the login host of this cloud: proxy (HTTPS_PROXY), firewall, and private certificate authorities (NODE_EXTRA_CA_CERTS).',
        ],
        cause,
    });
}
/** One line of bearable length, and without anything that looks like a token: an error may quote what was sent. */
function explain_oneLine(text) {
    const line = text
        .replace(/\beyJ[\w-]+(\.[\w-]*)*/g, '(a token)')
        .replace(/\s+/g, ' ')
        .trim();
    return line.length > 700 ? `${line.slice(0, 699)}…` : line;
}

;// CONCATENATED MODULE: ./src/azure/sign-in.ts













/** Signs in. Throws AuditError that explains a refusal with what was presented. */
async function signIn(parts) {
    const { cloud, clientId, tenantId, clock, signal } = parts;
    const http = (0,esm/* createDefaultHttpClient */.fl)();
    const assertions = createAssertionSource(parts.requestIdToken, clock, signal);
    const entraHttp = createEntraHttp(http, clock, signal);
    const entraOptions = {
        authorityHost: cloud.authority,
        httpClient: entraHttp,
        retryOptions: { maxRetries: 0 },
    };
    const tokens = createTokenSource(() => ({
        getToken: async (scopes) => {
            // First, and outside of the SDK, so that what GitHub says is not wrapped in what the SDK makes of it.
            await assertions.current();
            const credential = new dist_esm/* ClientAssertionCredential */.XI(tenantId, clientId, assertions.current, entraOptions);
            const token = await credential.getToken(scopes);
            parts.addMask(token.token);
            return token;
        },
    }), cloud.scope, clock);
    try {
        await tokens.current();
    }
    catch (error) {
        throw explainSignIn(error, {
            clientId,
            tenantId,
            presented: assertions.presented(),
            unavailable: entraHttp.failure(),
        });
    }
    const gates = createGates(clock, signal);
    const transport = createTransport({
        origin: cloud.resourceManager,
        http: createHttpsClient(),
        tokens,
        gates,
        clock,
        signal,
        debug: parts.debug,
    });
    const arm = createArm(cloud, transport, parts.userAgent);
    const azure = {
        inventory: createInventory(arm),
        settings: createSettingsReader(arm),
        destinations: createDestinationReader(arm),
        requestCounts: transport.requestCounts,
        waitingUntil: gates.heldUntil,
    };
    return { azure, presented: assertions.presented() };
}


/***/ })

};

//# sourceMappingURL=895.index.js.map