const dateTime =
  /^(\d{4})(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00)))?)?)?$/;

/**
 * A date of the chart as a FHIR dateTime. A time without seconds or zone is no FHIR dateTime: the day is what can be kept of it.
 * Undefined when not even a day can be read: then no date is written rather than a wrong one.
 */
export function fhirDateTime(date: string | undefined): string | undefined {
  if (date === undefined || dateTime.test(date)) return date;
  const day = date.slice(0, 10);
  return day.length === 10 && dateTime.test(day) ? day : undefined;
}
