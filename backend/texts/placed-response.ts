import type { Response } from './response-file.ts';
import type { XmlElement } from './xml-tree.ts';

/** A response with where it stands, for findings about it. */
export interface PlacedResponse {
  readonly response: Response;
  readonly element: XmlElement;
}
