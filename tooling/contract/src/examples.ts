import { type Content, type Document, operationsOf } from './document.ts';

const isJson = (type: string): boolean => /^application\/(?:[\w.-]+\+)?json$/.test(type);

const hasExample = (content: Content): boolean => Object.entries(content).every(([type]) => !isJson(type)) || Object.values(content).some(({ example }) => example !== undefined);

/** Operations whose JSON body or successful JSON answer has no example, by name. */
export function missingExamples(document: Document): string[] {
  return [...operationsOf(document)].flatMap(([name, { requestBody, responses }]) => {
    const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
    return [
      ...(requestBody && !hasExample(requestBody.content) ? [`${name}: its body has no example`] : []),
      ...answers.filter(([, { content = {} }]) => !hasExample(content)).map(([status]) => `${name}: its answer ${status} has no example`),
    ];
  });
}
