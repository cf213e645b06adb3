/** What steers a terminal, ends a line, or turns the direction in which a text reads. */
const STEERING = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu;

/**
 * A piece of a message that others wrote, such as a project's name or a line of a log: one line that steers
 * nothing, and not endless.
 */
export function plainText(text: string, longest = 1_000): string {
  return text.replaceAll(STEERING, ' ').slice(0, longest).toWellFormed();
}

/**
 * A subject as SNS takes it: "less than 100 characters long", without line breaks and control characters; older
 * documents say ASCII. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function subjectForSns(subject: string): string {
  const withoutAccents = subject.normalize('NFKD').replaceAll(/\p{M}+/gu, '');
  return withoutAccents.replaceAll(/[^\x20-\x7e]+/g, '?').slice(0, 99);
}

/**
 * A text for Slack, and for what is compatible with it, as a block of code, which is shown as it stands: nothing
 * in it is bold, a link or a call of everybody. Slack reads `&`, `<` and `>` as its own also there.
 */
export function textForSlack(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `\`\`\`\n${escaped.replaceAll('`', "'")}\n\`\`\``;
}
