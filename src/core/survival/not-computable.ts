/** Why a number cannot be given. Absence is a value; a statistic is never NaN. */
export interface NotComputable {
  readonly notComputable: string;
}

export const notComputable = (reason: string): NotComputable => ({ notComputable: reason });

export function isComputable<T extends object>(result: T | NotComputable): result is T {
  return !('notComputable' in result);
}
