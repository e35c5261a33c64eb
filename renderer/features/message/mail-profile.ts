function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/**
 * What may stay of a mail's HTML: structure, text, tables and pictures. No forms, no frames, no media, no SVG or
 * MathML (the usual ways of mutation attacks), no ids that a script could be fooled with, nothing that loads.
 */
export const allowedTags = words(`
  a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd
  del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img
  ins kbd li main mark nav ol p pre q s samp section small span strike strong sub summary sup table
  tbody td tfoot th thead time tr tt u ul var wbr
`);

export const allowedAttributes = words(`
  align alt bgcolor border cellpadding cellspacing class color cols colspan compact data-to dir
  face height href hspace lang noshade nowrap rel reversed rowspan rules scope size span src start
  style target title type valign value vspace width
`);

/** Elements that vanish with everything in them; of other unknown ones the content stays. */
export const forbiddenContents = words(`
  annotation-xml applet audio base canvas embed frame frameset head iframe link math
  meta noembed noframes noscript object param plaintext script select style svg template textarea
  title video xmp
`);

/** Schemes a link may have; the host checks again before anything opens. */
export const linkScheme = /^(?:https?|mailto|tel):/i;

/** Pictures inside the mail. SVG is left out: it can hold a whole document. */
export const pictureData = /^data:image\/(?:png|jpeg|gif|webp|bmp|avif);base64,[a-z0-9+/=\s]*$/i;
