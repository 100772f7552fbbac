import { client, take } from "./client";

// Keys in devices (WebAuthn). Bytes travel as base64url.
const toText = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

export const passkeysWork = (): boolean => "PublicKeyCredential" in window;

// Whether a browser offers passkeys in the field for the address.
export const offersPasskeys = async (): Promise<boolean> =>
  passkeysWork() && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);

// Somebody thought better of it, or there was nothing to choose from: no error to be told.
export const wasGivenUp = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");

export async function addPasskey(name: string, password: string): Promise<void> {
  const options = await take(client.POST("/v1/passkeys/options", { body: { password } }));
  const made = (await navigator.credentials.create({
    publicKey: {
      challenge: toBytes(options.challenge),
      rp: { id: options.rp_id, name: "Assay" },
      user: { id: toBytes(options.user), name: options.name, displayName: options.display_name },
      pubKeyCredParams: [-7, -257, -8].map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: options.credentials.map((id) => ({ type: "public-key", id: toBytes(id) })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
    },
  })) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  await take(
    client.POST("/v1/passkeys", {
      body: {
        name,
        client_data: toText(answer.clientDataJSON),
        authenticator_data: toText(answer.getAuthenticatorData()),
      },
    }),
  );
}

// `quietly`: offered in the field for the address, until `signal` or until somebody takes it.
export async function signInWithPasskey(quietly: boolean, signal: AbortSignal): Promise<void> {
  const options = await take(client.POST("/v1/session/passkey/options"));
  const got = (await navigator.credentials.get({
    mediation: quietly ? "conditional" : "optional",
    signal,
    publicKey: { challenge: toBytes(options.challenge), rpId: options.rp_id, userVerification: "required" },
  })) as PublicKeyCredential;
  const answer = got.response as AuthenticatorAssertionResponse;
  await take(
    client.POST("/v1/session/passkey", {
      body: {
        credential: got.id,
        user: toText(answer.userHandle ?? new ArrayBuffer(0)),
        client_data: toText(answer.clientDataJSON),
        authenticator_data: toText(answer.authenticatorData),
        signature: toText(answer.signature),
      },
    }),
  );
}
