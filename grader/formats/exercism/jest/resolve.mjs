export async function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return next(new URL('./globals.mjs', import.meta.url).href, context);
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!/^\.{1,2}\//.test(specifier)) throw error;
    for (const ending of ['.js', '.mjs', '.json', '/index.js']) {
      try {
        return await next(specifier + ending, context);
      } catch {
        // the next ending
      }
    }
    throw error;
  }
}
