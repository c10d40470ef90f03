// What a Markdown parser sees in what was rendered.
import { lexer, type Token, walkTokens } from 'marked';

/** Every token, at every depth, as GitHub Flavored Markdown. */
export function tokensOf(markdown: string): readonly Token[] {
  const tokens: Token[] = [];
  void walkTokens(lexer(markdown, { gfm: true }), (token) => {
    tokens.push(token);
  });
  return tokens;
}
