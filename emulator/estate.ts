// The estate: what there is in GitHub, Entra ID and Azure, as one JSON file. Nearly everything has a default, so that a
// test names only what it is about.
import { z } from 'zod';
import { cloudNames, clouds } from './clouds.ts';
import { faultScript, faultsSchema } from './faults.ts';
import { settingSchema } from './estate-settings.ts';

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a GUID');

/** How a list is cut into pages, and the traps on its pages. Pages count from 1. */
const listSchema = z.strictObject({
  pageSize: z.int().positive().optional(),
  /** Pages that are empty, with a `nextLink` (but for the last). */
  emptyPages: z.array(z.int().positive()).default([]),
  traps: z
    .array(
      z.strictObject({
        page: z.int().positive(),
        /** Where this page's `nextLink` leads, or what is wrong with its `value`. */
        kind: z.enum([
          'other-host',
          'http',
          'same-page',
          'first-page',
          'not-a-url',
          'number-link',
          'null-link',
          'empty-link',
          'no-value',
          'null-value',
          'object-value',
        ]),
      }),
    )
    .default([]),
  faults: z.array(z.strictObject({ page: z.int().positive(), fault: faultScript })).default([]),
});
export type ListRules = z.output<typeof listSchema>;

const list = listSchema.prefault({});

const resourceSchema = z.strictObject({
  name: z.string().min(1),
  resourceGroup: z.string().min(1).default('rg-app'),
  location: z.string().default('westeurope'),
  tags: z.record(z.string(), z.string()).default({}),
  settings: z.array(settingSchema).default([]),
  /** The whole body of the answer about its settings, instead of `{ "value": [ … ] }`. */
  settingsBody: z.json().optional(),
  /** Pages of the settings; Azure has never been seen to page them. */
  settingsList: listSchema.optional(),
  /** What becomes of reads of its settings, and of reads of the resource itself. */
  fault: faultScript.default([]),
  resourceFault: faultScript.default([]),
  /** Which lists it stands in: the provider's own, that of all resources of the subscription, or both. */
  listed: z.enum(['both', 'provider', 'resources', 'neither']).default('both'),
  /** Deleted between listing and reading: 404 on the resource and on its settings. */
  gone: z.boolean().default(false),
  /** Members to add to, or to replace in, the resource as listed; null removes one. */
  body: z.record(z.string(), z.json()).default({}),
});
export type EstateResource = z.output<typeof resourceSchema>;

const permissionSchema = z.strictObject({
  actions: z.array(z.string()).default([]),
  notActions: z.array(z.string()).default([]),
  dataActions: z.array(z.string()).default([]),
  notDataActions: z.array(z.string()).default([]),
});
export type Permission = z.output<typeof permissionSchema>;

const subscriptionSchema = z.strictObject({
  id: guid,
  displayName: z.string().default('Payments'),
  /** `Enabled`, `Warned`, `PastDue`, `Disabled`, `Deleted`. */
  state: z.string().default('Enabled'),
  /** Another tenant's subscription answers 401 `InvalidAuthenticationTokenTenant`. */
  tenantId: guid.optional(),
  /** What the identity may do there; Reader by default. `forbidden`: it may read, but not ask that. */
  permissions: z
    .union([z.array(permissionSchema), z.literal('forbidden')])
    .default([{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }]),
  /** Where the role is assigned: on the subscription, nowhere, or on these resource groups only. */
  access: z.union([z.enum(['all', 'none']), z.array(z.string())]).default('all'),
  /** Whether it stands in the list of all subscriptions; by default when there is access to anything in it. */
  visible: z.boolean().optional(),
  /** Whether Microsoft.KeyVault is registered in it. */
  providerRegistered: z.boolean().default(true),
  /** Types of resource that this cloud does not offer. */
  notOffered: z.array(z.enum(['vaults', 'managedHSMs'])).default([]),
  vaults: z.array(resourceSchema).default([]),
  managedHsms: z.array(resourceSchema).default([]),
  lists: z.strictObject({ vaults: list, managedHsms: list, resources: list }).prefault({}),
  faults: z
    .strictObject({
      /** Reads of the subscription, its permissions, and all pages of its lists. */
      subscription: faultScript.default([]),
      permissions: faultScript.default([]),
      vaults: faultScript.default([]),
      managedHsms: faultScript.default([]),
      resources: faultScript.default([]),
      /** Every request below the subscription, whichever it is. */
      all: faultScript.default([]),
    })
    .prefault({}),
});
export type EstateSubscription = z.output<typeof subscriptionSchema>;

const destinationSchema = z.strictObject({
  /** Of a workspace, storage account, Event Hubs namespace or authorization rule. */
  id: z.string().startsWith('/subscriptions/'),
  state: z
    .enum(['present', 'gone', 'group-gone', 'parent-gone', 'subscription-gone', 'forbidden', 'other-tenant'])
    .default('present'),
  location: z.string().default('westeurope'),
  /** Members to add to, or to replace in, the documented body: `properties` one by one, all else whole. */
  body: z.record(z.string(), z.json()).default({}),
  fault: faultScript.default([]),
});
export type EstateDestination = z.output<typeof destinationSchema>;

const managementGroupSchema = z.strictObject({
  id: z.string().min(1),
  displayName: z.string().optional(),
  /** ID of the group above it. */
  parent: z.string().optional(),
  /** IDs of subscriptions directly below it. */
  subscriptions: z.array(guid).default([]),
  access: z.enum(['all', 'none']).default('all'),
  list,
  fault: faultScript.default([]),
});
export type EstateManagementGroup = z.output<typeof managementGroupSchema>;

/** A text, or what else can stand at a path. */
const contentSchema = z.union([
  z.string(),
  z.strictObject({ base64: z.string() }),
  z.strictObject({ kind: z.enum(['folder', 'submodule', 'symlink', 'too-large']) }),
]);

const contentsSchema = z.strictObject({
  /** Files by commit (40 digits), and within it by path. Every other commit has a README.md alone. */
  commits: z.record(z.string(), z.record(z.string(), contentSchema)).default({}),
  /** Branches and tags, and the commits that they stand for. */
  refs: z.record(z.string(), z.string()).default({}),
  /** `none`: 404 for all of it, as for a token without `contents: read` on a private repository; `forbidden`: 403. */
  access: z.enum(['read', 'none', 'forbidden']).default('read'),
  /** What becomes of requests for it. */
  fault: faultScript.default([]),
});
export type RepositoryContents = z.output<typeof contentsSchema>;
export type RepositoryContent = z.output<typeof contentSchema>;

const githubSchema = z.strictObject({
  issuer: z.string().default('https://token.actions.githubusercontent.com'),
  repository: z.string().default('octo-org/payments'),
  /** In whichever of its forms; the classic one of the default branch where it is not given. */
  subject: z.string().optional(),
  repositoryVisibility: z.enum(['public', 'private', 'internal']).default('private'),
  tokenLifetimeSeconds: z.int().positive().default(300),
  /** How far GitHub's clock is ahead of Entra's. */
  clockSkewSeconds: z.number().default(0),
  /** Claims to add or to replace. */
  claims: z.record(z.string(), z.json()).default({}),
  /** What the contents API has, by repository (`owner/name`). The repository of the workflow is there without it. */
  contents: z.record(z.string(), contentsSchema).default({}),
});

const entraSchema = z.strictObject({
  tokenLifetimeSeconds: z.int().positive().default(3599),
  /** Which code a federated credential that does not match gives: the exact one, AADSTS70021, or AADSTS7002131. */
  mismatch: z.enum(['exact', 'generic', 'flexible']).default('exact'),
});

const federatedCredentialSchema = z.strictObject({ issuer: z.string(), subject: z.string(), audience: z.string() });

/** The estate file. Problems name the path of what is wrong. */
export const estateSchema = z
  .strictObject({
    $schema: z.string().optional(),
    cloud: z.enum(cloudNames).default('azurecloud'),
    tenantId: guid.default('11111111-1111-1111-1111-111111111111'),
    clientId: guid.default('22222222-2222-2222-2222-222222222222'),
    /** Without any given there is one, that trusts what `github` presents. */
    federatedCredentials: z.array(federatedCredentialSchema).optional(),
    github: githubSchema.prefault({}),
    entra: entraSchema.prefault({}),
    subscriptions: z.array(subscriptionSchema).default([]),
    /** The list of all subscriptions. */
    subscriptionList: list,
    /** Those that settings name and that do not stand here are present. */
    destinations: z.array(destinationSchema).default([]),
    managementGroups: z.array(managementGroupSchema).default([]),
    faults: faultsSchema.prefault({}),
  })
  .transform((estate) => {
    const subject = estate.github.subject ?? `repo:${estate.github.repository}:ref:refs/heads/main`;
    const audience = clouds[estate.cloud].federationAudience;
    const { issuer } = estate.github;
    const federatedCredentials = estate.federatedCredentials ?? [{ issuer, subject, audience }];
    return { ...estate, github: { ...estate.github, subject }, federatedCredentials };
  });
export type Estate = z.output<typeof estateSchema>;
export type EstateInput = z.input<typeof estateSchema>;

/** Reads an estate. Throws an error that lists every problem with its path. */
export function parseEstate(value: unknown): Estate {
  const parsed = estateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`The estate is not understood:\n${z.prettifyError(parsed.error)}`);
}
