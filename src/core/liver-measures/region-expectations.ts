/** What a region of an organ must look like before anything is measured on it. Refusals are wide: they catch errors, not disease. */
export interface RegionExpectations {
  /** `liver`, `spleen`. */
  readonly label: string;
  /** In millilitres. Outside `usual` is a caution, outside `possible` a refusal. What the field of view cuts may be smaller than usual. */
  readonly volumeMl: { readonly usual: readonly [number, number]; readonly possible: readonly [number, number] };
  /** Side of the patient on which the centre of the organ lies. */
  readonly side: 'right' | 'left';
  /** Median Hounsfield units; only judged on CT. */
  readonly medianHu: { readonly usual: readonly [number, number]; readonly possible: readonly [number, number] };
}

/**
 * A whole adult liver has 500 to 4000 ml: below is a failed segmentation or a remnant, above that polycystic or tumorous. Spleens reach 3000 ml in
 * portal hypertension. Attenuation from severe steatosis (below 0 HU) to the portal-venous phase. The limits are the project's own, wide on purpose.
 */
export const liverExpectations: RegionExpectations = {
  label: 'liver',
  volumeMl: { usual: [500, 4000], possible: [50, 12_000] },
  side: 'right',
  medianHu: { usual: [0, 200], possible: [-120, 350] },
};
export const spleenExpectations: RegionExpectations = {
  label: 'spleen',
  volumeMl: { usual: [40, 1500], possible: [5, 6000] },
  side: 'left',
  medianHu: { usual: [20, 250], possible: [-50, 400] },
};
