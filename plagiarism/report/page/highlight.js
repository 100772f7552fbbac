// What is a comment, a text, a number or a word of the language: enough for reading, for any language.

const WORDS_OF_LANGUAGES = new Set(`abstract and as assert async auto await bool boolean break byte case catch char class const
continue constexpr def default defer del delete do double elif else enum except explicit export extends extern false False
final finally float fn for foreach from fun func function global go goto if impl implements import in include inline instanceof
int interface is lambda let long loop match mod module mut namespace new nil None nonlocal not null nullptr operator or
override package pass print private protected pub public raise range record return self short signed sizeof static string
struct super switch template this throw throws trait true True try type typedef typename union unsigned use using val var
virtual void volatile when where while with yield`.split(/\s+/));

const HASH_COMMENTS = new Set(['python', 'ruby', 'shell', 'bash', 'perl', 'r', 'yaml', 'make']);

const STRINGS = /"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?/.source;

function tokenPattern(language) {
  const comments = HASH_COMMENTS.has(language) ? '#[^\\n]*' : '//[^\\n]*|/\\*[^]*?(?:\\*/|$)';
  return new RegExp(`(?<comment>${comments})|(?<text>${STRINGS})|(?<number>\\b\\d[\\w.]*)|(?<word>[A-Za-z_]\\w*)`, 'g');
}

const TOKEN_CLASS = ['', 't-comment', 't-text', 't-number', 't-word'];

// For each UTF-16 unit of the text: an index into TOKEN_CLASS.
function highlight(text, language) {
  const classes = new Uint8Array(text.length);
  if (language === 'text' || language === '') return classes;
  for (const match of text.matchAll(tokenPattern(language))) {
    const {comment, text: literal, number, word} = match.groups;
    const kind = comment ? 1 : literal ? 2 : number ? 3 : WORDS_OF_LANGUAGES.has(word) ? 4 : 0;
    if (kind) classes.fill(kind, match.index, match.index + match[0].length);
  }
  return classes;
}
