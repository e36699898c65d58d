#!/usr/bin/env node
// Starts the program of this platform. Its exit code, or the signal that ended it, becomes that of this process.
"use strict";

const { spawn } = require("node:child_process");

const name = `@bitext/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "bitext.exe" : "bitext";

function find() {
  const known = require("../package.json").optionalDependencies;
  if (!(name in known)) {
    return fail(`there is no package for ${process.platform} ${process.arch}; build it with \`cargo install bitext\``);
  }
  try {
    return require.resolve(`${name}/${file}`);
  } catch {
    return fail(`the package ${name} is not installed; install again without --omit=optional, on this platform`);
  }
}

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(2);
}

const child = spawn(find(), process.argv.slice(2), { stdio: "inherit", windowsHide: true });
child.on("error", (error) => fail(`${name} cannot be started: ${error.message}`));

// A terminal sends its signals to the program too; what is sent to this process alone is passed on. This process waits for the end.
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of signals) {
  process.on(signal, () => child.kill(signal));
}

child.on("exit", (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  signals.forEach((signal) => process.removeAllListeners(signal));
  process.kill(process.pid, signal);
});
