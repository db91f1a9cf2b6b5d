import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { Failure } from '../core/failure.ts';

/** No FHIR resource nests this deep. Recursion over foreign JSON elsewhere relies on it. */
export const maxJsonDepth = 200;

/**
 * Reads a JSON body: `application/json` in UTF-8, at most `limitBytes` after inflation, at most `maxJsonDepth` deep.
 * A request without a body, or with an empty one, gets `{}` or undefined: the reader of the envelope refuses it.
 */
export function jsonBody(limitBytes: number): readonly RequestHandler[] {
  const parse = express.json({
    limit: limitBytes,
    type: 'application/json',
    verify(_request, _response, bytes, charset) {
      if (charset !== 'utf-8') throw new Failure('unsupported-media-type', 'The body must be JSON in UTF-8.');
      if (!isUtf8(bytes)) throw new Failure('malformed-json', 'The body is not valid UTF-8.');
      if (isNestedDeeperThan(maxJsonDepth, bytes)) {
        throw new Failure('malformed-json', `The body is nested deeper than ${maxJsonDepth} levels.`);
      }
    },
  });
  return [requireJson, parse];
}

const requireJson: RequestHandler = (request, _response, next) => {
  // `is` answers null when there is no body at all.
  if (request.is('application/json') === false) {
    throw new Failure('unsupported-media-type', 'Content-Type must be application/json.');
  }
  next();
};

/** Counts brackets outside strings, without parsing: JSON.parse itself survives any depth, what comes after it may not. */
export function isNestedDeeperThan(limit: number, json: Uint8Array): boolean {
  const end = json.length;
  let depth = 0;
  for (let index = 0; index < end; index++) {
    const byte = json[index];
    if (byte === quote) {
      // Most of FHIR JSON is strings: run to the closing quote with as few comparisons as possible.
      let inside = json[++index];
      while (inside !== quote && index < end) {
        if (inside === backslash) index++;
        inside = json[++index];
      }
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > limit) return true;
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }
  return false;
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
