import { parentPort, workerData } from 'node:worker_threads';
import { paintStudy, type StudyToPaint } from './study-pixels.ts';

/** Entry of the thread that makes the pixels of one study and ends. */
parentPort?.postMessage(paintStudy(workerData as StudyToPaint));
