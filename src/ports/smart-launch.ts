/** What a SMART App Launch asks of the authorization server of an EHR. https://hl7.org/fhir/smart-app-launch (2.x) */
export interface SmartLaunch {
  /**
   * Reads the SMART configuration of a FHIR server that is on the allow-list (the caller has checked it) and makes the address to which
   * the browser goes next.
   * @throws Failure `upstream-refused` (no usable configuration, no PKCE by S256), `upstream-unreachable`
   */
  begin(request: LaunchRequest, signal: AbortSignal): Promise<LaunchBegun>;
  /**
   * What came back to the redirect address, exchanged for a grant by this server. `state`, code verifier, nonce, and issuer, audience,
   * signature and times of the id_token are checked.
   * @throws Failure `forbidden` (the EHR or its user said no), `upstream-refused`, `upstream-unreachable`
   */
  complete(secrets: LaunchSecrets, answer: URLSearchParams, signal: AbortSignal): Promise<SmartGrant>;
  /** A new access token. What the answer leaves out stays as it was. @throws Failure `unauthenticated` (the grant has ended), `upstream-unreachable` */
  refresh(grant: SmartGrant & { readonly refreshToken: string }, signal: AbortSignal): Promise<SmartGrant>;
}

export interface LaunchRequest {
  /** Base URL of the EHR's FHIR server (`iss`), normalised. */
  readonly fhirServer: string;
  /** Opaque value of an EHR launch; absent in a standalone launch. */
  readonly launch?: string;
  readonly scope: string;
  readonly redirectUri: string;
}
export interface LaunchBegun {
  readonly authorizationUrl: string;
  readonly secrets: LaunchSecrets;
}
/** Kept by the server between the two halves of a launch; none of it but `state` is ever shown to the browser. */
export interface LaunchSecrets {
  readonly fhirServer: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly scope: string;
  readonly redirectUri: string;
}

/** What the EHR granted. Tokens stay in this process: never stored, logged or sent to the browser. */
export interface SmartGrant {
  readonly fhirServer: string;
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Life of the access token from now, seconds; undefined when the server does not say. */
  readonly expiresInSeconds?: number;
  readonly scopes: readonly string[];
  /** Patient of the launch context. */
  readonly patientId?: string;
  /** `Practitioner/1`, from the signed id_token. */
  readonly user?: string;
  /** As the card gave it. */
  readonly appContext?: string;
}
