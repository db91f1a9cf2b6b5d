/** Fresh random UUIDs (card and suggestion ids). Identifiers of stored resources are never random: see fhir-resources/write. */
export type NewId = () => string;
