export { answerCalls, type AnswerOptions, type CallAnswer, type HostedModule, type IncomingCall } from './answer-calls.ts';
export { createRemoteModule, type RemoteModule } from './remote-module.ts';
