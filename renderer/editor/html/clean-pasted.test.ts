import { expect, test } from 'vitest';
import { cleanPasted } from './clean-pasted.ts';

const dot =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test("Word's list paragraphs become nested lists without their bullets", () => {
  const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>
    <p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>One<o:p></o:p></p>
    <p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>Inner</p>
    <p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span><b>Two</b></p>
    <p class=MsoNormal style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.</span>First</p></body></html>`;
  const holder = document.createElement('div');
  holder.innerHTML = cleanPasted(html).html;
  const list = holder.querySelector('ul');
  expect([...(list?.children ?? [])].map((item) => item.querySelector('p')?.textContent)).toEqual([
    'One',
    'Two',
  ]);
  expect(list?.querySelector('li li')?.textContent).toBe('Inner');
  expect(holder.textContent).not.toContain('·');
});

test('colours, fonts, classes and scripts of other pages stay outside', () => {
  const { html } = cleanPasted(
    '<p class="x" style="color:#fff;font-family:Papyrus;font-weight:700" onclick="x()">Hi<script>1</script></p>',
  );
  expect(html).toBe('<p style="font-weight: 700">Hi</p>');
});

test('pictures inside the clipboard come out as files, pictures from elsewhere are left out', () => {
  const { html, images } = cleanPasted(
    `<p><img src="${dot}" alt="Dot"><img src="https://tracker.example/p.gif" data-upload="forged"></p>`,
  );
  const [[key, file] = []] = [...images];
  expect(images.size).toBe(1);
  expect(file?.type).toBe('image/png');
  expect(html).toBe(`<p><img alt="Dot" data-upload="${key}"></p>`);
});

test('a picture of a kind that can hold scripts is no picture', () => {
  const { html, images } = cleanPasted('<p>x<img src="data:image/svg+xml;base64,PHN2Zz4="></p>');
  expect([html, images.size]).toEqual(['<p>x</p>', 0]);
});
