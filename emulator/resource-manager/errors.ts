// Resource Manager's refusals in its own words: codes, sentences and headers as real answers have them.
import { json, type Answer } from '../answers.ts';

export function armError(status: number, code: string, message: string, headers?: Record<string, string>): Answer {
  return json(status, { error: { code, message } }, headers);
}

export function authorizationFailed(clientId: string, action: string, scope: string): Answer {
  const message = `The client '${clientId}' with object id '33333333-3333-3333-3333-333333333333' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  return armError(403, 'AuthorizationFailed', message, { 'x-ms-failure-cause': 'gateway' });
}

export function subscriptionNotFound(id: string): Answer {
  return armError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`, {
    'x-ms-failure-cause': 'gateway',
  });
}

export function resourceGroupNotFound(name: string): Answer {
  return armError(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`, {
    'x-ms-failure-cause': 'gateway',
  });
}

export function resourceNotFound(typeAndName: string, resourceGroup: string): Answer {
  const message = `The Resource '${typeAndName}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return armError(404, 'ResourceNotFound', message, { 'x-ms-failure-cause': 'gateway' });
}

export function parentResourceNotFound(parent: string): Answer {
  const message = `Failed to perform 'read' on resource(s) of type 'namespaces/authorizationRules', because the parent resource '${parent}' could not be found.`;
  return armError(404, 'ParentResourceNotFound', message, { 'x-ms-failure-cause': 'gateway' });
}

export function wrongTenant(ours: string, theirs: string): Answer {
  const message = `The access token is from the wrong issuer 'https://sts.windows.net/${ours}/'. It must match the tenant 'https://sts.windows.net/${theirs}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${theirs}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later.`;
  return unauthorized('InvalidAuthenticationTokenTenant', message, theirs);
}

export function unauthorized(code: string, message: string, tenantId: string): Answer {
  const challenge = `Bearer authorization_uri="https://login.windows.net/${tenantId}", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`;
  return armError(401, code, message, { 'www-authenticate': challenge });
}

export function providerNotRegistered(namespace: string): Answer {
  const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
  return armError(409, 'MissingSubscriptionRegistration', message);
}

export function unknownType(type: string, version: string): Answer {
  const [namespace = '', ...rest] = type.split('/');
  const message = `The resource type '${rest.join('/')}' could not be found in the namespace '${namespace}' for api version '${version}'.`;
  return armError(404, 'InvalidResourceType', message, { 'x-ms-failure-cause': 'gateway' });
}

/** How Azure words a status that a script gives without words. `action` is what was refused. */
export function wordsFor(subscription: string, clientId: string, action: string, path: string) {
  return (status: number): { readonly code: string; readonly message: string } => {
    switch (status) {
      case 401:
        return { code: 'InvalidAuthenticationToken', message: 'The access token is invalid.' };
      case 403:
        return {
          code: 'AuthorizationFailed',
          message: `The client '${clientId}' with object id '33333333-3333-3333-3333-333333333333' does not have authorization to perform action '${action}' over scope '${path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
        };
      case 404:
        return { code: 'ResourceNotFound', message: `The Resource '${path}' was not found.` };
      case 429:
        return { code: 'SubscriptionRequestsThrottled', message: throttledText(subscription, clientId, 10) };
      case 503:
        return { code: 'ServerTimeout', message: 'The request timed out. Diagnostic information: timestamp.' };
      default:
        return { code: 'InternalServerError', message: 'Encountered internal server error.' };
    }
  };
}

export function throttledText(subscription: string, clientId: string, seconds: number): string {
  return `Number of 'read' requests for subscription '${subscription}' actor '${clientId}' exceeded. Please try again after '${seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`;
}
