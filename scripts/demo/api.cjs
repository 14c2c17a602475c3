'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { Readable } = require('node:stream');
const { StackError } = require('../stack/log.cjs');

/**
 * @typedef {{ name: string, kind: string, url: string, content_type: string, bytes: number, sha256: string,
 *   width?: number | null, height?: number | null, duration?: number | null }} Output
 * @typedef {{ job_id: string, status: string, stage?: string | null, progress: number, progress_message?: string | null,
 *   error?: { code: string, message: string, task?: string | null } | null, warnings?: unknown[], outputs: Output[] }} Job
 */

/** @type {Record<string, string>} */
const contentTypes = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.flac': 'audio/flac',
  '.ogg': 'audio/ogg',
  '.srt': 'application/x-subrip',
  '.vtt': 'text/vtt',
};

/** @param {Response} response */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  /** @type {Array<{ pointer?: string, detail?: string, message?: string }>} */
  const errors = Array.isArray(problem.errors) ? problem.errors : [];
  const lines = errors.map(({ pointer = '', detail, message }) => `  ${pointer} ${detail ?? message ?? ''}`);
  const what = problem.detail ?? problem.title ?? response.statusText;
  return new StackError([`the gateway answered ${response.status}: ${what}`, ...lines].join('\n'));
}

/** The gateway as a caller sees it. */
class ApiClient {
  /** @param {string} baseUrl e.g. http://127.0.0.1:3000 */
  constructor(baseUrl) {
    this.baseUrl = baseUrl;
  }

  /**
   * @param {string} file
   * @returns {Promise<{ src: string, bytes: number }>}
   */
  async uploadAsset(file) {
    const contentType = contentTypes[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
    return this.#json('/v1/assets', {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: Readable.toWeb(fs.createReadStream(file)),
      duplex: 'half',
    });
  }

  /**
   * @param {unknown} spec
   * @returns {Promise<Job>}
   */
  async render(spec) {
    return this.#json('/v1/jobs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'render', input: spec }),
    });
  }

  /**
   * @param {string} id
   * @returns {Promise<Job>}
   */
  async job(id) {
    return this.#json(`/v1/jobs/${id}`);
  }

  /**
   * @param {Output} output
   * @returns {Promise<Readable>}
   */
  async download({ url }) {
    const response = await fetch(new URL(url, this.baseUrl));
    if (!response.ok || !response.body) throw await refusal(response);
    return Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (response.body));
  }

  /**
   * @param {string} pathname
   * @param {any} [request] `duplex` is not in the types of fetch yet
   */
  async #json(pathname, request) {
    const response = await fetch(new URL(pathname, this.baseUrl), request);
    if (!response.ok) throw await refusal(response);
    return response.json();
  }
}

module.exports = { ApiClient };
