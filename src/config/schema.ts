// The configuration file as a schema: the shape of everything in it, what each value may be, and what it means. The
// published JSON Schema and the table in docs/configuration.md are made from it.
import { z } from 'zod';
import { guid, idPattern, managementGroup, resourcePattern, type ValueParser } from '../input-values.ts';
import { defaultRequirement, destinationKinds, profiles } from '../verdict/requirement.ts';

/** A text that one of our value parsers understands. */
function text(parse: ValueParser<unknown>, pattern = '\\S'): z.ZodString {
  return z
    .string()
    .superRefine((value, context) => {
      const complain = (message: string): void => {
        context.addIssue({ code: 'custom', message });
      };
      if (value.trim() === '') complain('is blank');
      else if (value !== value.trim()) complain('has blanks at its start or end');
      else parse(value, complain);
    })
    .meta({ pattern });
}

const anything: ValueParser<string> = (value) => value;

/** Words for people: YAML's block scalars (`|`, `>`) end them with a line break. */
function prose(): z.ZodString {
  return z
    .string()
    .refine((value) => value.trim() !== '', 'is blank')
    .meta({ pattern: '\\S' });
}

/** Names of vaults, without a `/`: an ID here would match nothing. */
const namePattern: ValueParser<unknown> = (value, complain) => {
  if (!value.includes('/')) return resourcePattern(value, complain);
  complain('is a name or a pattern of names, without "/". For resource IDs there is the key id');
  return undefined;
};

const wholeIdPattern: ValueParser<unknown> = (value, complain) => {
  if (value.includes('/')) return idPattern(value, complain);
  complain('is a resource ID or a pattern of IDs, with "/". For names there is the key name');
  return undefined;
};

function oneOrMany<Item extends z.ZodType>(item: Item): z.ZodUnion<readonly [Item, z.ZodArray<Item>]> {
  return z.union([item, z.array(item).min(1)]);
}

const guidText = text(guid, '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$');
const resourcePatterns = oneOrMany(text(resourcePattern));
const tags = z.record(text(anything), oneOrMany(text(anything))).superRefine((values, context) => {
  const names = Object.keys(values);
  if (names.length === 0) context.addIssue({ code: 'custom', message: 'names no tag' });
  for (const [index, name] of names.entries()) {
    const first = names.findIndex((other) => other.toLowerCase() === name.toLowerCase());
    const message = 'the same tag twice: names of tags have no letter case';
    if (first < index) context.addIssue({ code: 'custom', message, path: [name] });
  }
});

/** A match without keys would be about everything. */
function notEmpty(match: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  if (Object.keys(match).length === 0) context.addIssue({ code: 'custom', message: 'matches nothing: it needs a key' });
}

const matchKeys = {
  name: oneOrMany(text(namePattern, '^[^/]+$'))
    .optional()
    .describe('Names of vaults or managed HSMs, or patterns of them'),
  id: oneOrMany(text(wholeIdPattern, '^[/*?].*')).optional().describe('Their resource IDs, or patterns of them'),
  'resource-group': oneOrMany(text(anything)).optional().describe('Names of resource groups, or patterns of them'),
  subscription: oneOrMany(guidText).optional().describe('Subscription IDs'),
};

/** Without a tag: whoever can write tags must not be able to silence the audit. */
const waiverMatch = z
  .strictObject(matchKeys)
  .superRefine(notEmpty)
  .meta({ minProperties: 1 })
  .describe('What the waiver covers. Every key that is given must fit. There is no `tags`, on purpose');

const overrideMatch = z
  .strictObject({
    ...matchKeys,
    tags: tags.optional().describe('Tags that the resource has, each with one of these values, or patterns of them'),
  })
  .superRefine(notEmpty)
  .meta({ minProperties: 1 })
  .describe('What it is about. Every key that is given must fit');

const requirementKeys = {
  profile: z
    .enum(profiles)
    .optional()
    .describe('`effective`: the audit log reaches a destination. `cis`: the literal text of the CIS Azure benchmark'),
  'accepted-destinations': oneOrMany(z.enum(destinationKinds))
    .optional()
    .describe('Kinds of destination that count; without it, all of them'),
  'allowed-destinations': oneOrMany(text(idPattern))
    .optional()
    .describe('Resource IDs of the destinations that count, or patterns of them; without it, every destination'),
  'require-metrics': z
    .boolean()
    .optional()
    .describe('Whether metrics (`AllMetrics`) have to reach a destination as well'),
  'minimum-copies': z
    .int()
    .min(1)
    .max(destinationKinds.length)
    .optional()
    .describe('How many different kinds of destination the audit log has to reach, such as a workspace and storage'),
};

const override = z
  .strictObject({ match: overrideMatch, ...requirementKeys })
  .meta({ minProperties: 2 })
  .describe('Other demands for some resources. Options that it does not name stay as they are');

const waiver = z.strictObject({
  match: waiverMatch,
  reason: prose().describe('Why it is accepted, for whoever reads the report'),
  owner: prose().describe('Who answers for it: a person or a team'),
  expires: text(anything, '^\\d{4}-\\d{2}-\\d{2}$').describe(
    'The last day on which it counts, in UTC: `2026-12-31`. At most 366 days ahead',
  ),
});

const scope = z.strictObject({
  subscriptions: z
    .union([z.literal('all'), guidText, z.array(guidText).min(1)])
    .optional()
    .describe('IDs of the subscriptions to audit; or `all` for every subscription that the identity can see'),
  'management-groups': oneOrMany(text(managementGroup))
    .optional()
    .describe('IDs of management groups, instead of or beside subscriptions: every subscription below'),
  include: resourcePatterns
    .optional()
    .describe('Patterns of what to audit; without it, all. With a `/` for resource IDs, without one for names'),
  exclude: resourcePatterns.optional().describe('Patterns of what to leave out; wins over `include`'),
  tags: tags
    .optional()
    .describe('Leaves out what has one of these tags with another value. Without the tag it is in scope'),
});

const requirement = z.strictObject({
  ...requirementKeys,
  // In an override they stay what they are here, so there is no default there.
  profile: requirementKeys.profile.meta({ default: defaultRequirement.profile }),
  'require-metrics': requirementKeys['require-metrics'].meta({ default: defaultRequirement.requireMetrics }),
  'minimum-copies': requirementKeys['minimum-copies'].meta({ default: defaultRequirement.minimumCopies }),
  'verify-destinations': z
    .boolean()
    .optional()
    .describe('Whether each destination is looked up, so that one that no longer exists does not count')
    .meta({ default: true }),
  overrides: z.array(override).optional().describe('The first that matches a resource wins'),
});

/** Everything that may stand in the file. */
export const fileSchema = z
  .strictObject({
    version: z.literal(1).describe('Of this format'),
    scope: scope.optional().describe('What to audit'),
    requirement: requirement.optional().describe('What to demand of it'),
    waivers: z.array(waiver).optional().describe('Which findings are accepted, and until when'),
  })
  .meta({
    title: 'Key Vault Diagnostics Audit: configuration file',
    description: '.github/keyvault-audit.yml: what is demanded, and which exceptions are accepted.',
  });

export type FileContent = z.output<typeof fileSchema>;
export type MatchContent = z.output<typeof overrideMatch>;
export type RequirementContent = z.output<typeof override>;
