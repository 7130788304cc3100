/** A task that takes a moment to end when it is told, counts how often it was told, and may end by itself. */
const [code] = process.argv.slice(2);
if (code !== undefined) process.exit(Number(code));

let told = 0;
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    told += 1;
    if (told > 1) return;
    setTimeout(() => {
      console.log(`told ${told} by ${signal}`);
      process.exit(0);
    }, 300);
  });
}
setTimeout(() => process.exit(9), 15_000);
console.log(`program ${process.pid}`);
