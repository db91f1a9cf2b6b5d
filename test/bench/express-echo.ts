import express from 'express';

/** The ceiling: a bare Express that parses the same JSON and sends it back. Prints its address once it listens. */
const app = express();
app.use(express.json({ limit: '16mb' }));
app.post('/', (request, response) => void response.json(request.body));
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`listening http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
process.once('SIGTERM', () => server.close(() => process.exit(0)));
