/** Now, as an ISO 8601 instant in UTC. Time is an argument everywhere below the flows. */
export type Clock = () => string;
