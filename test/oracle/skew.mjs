// Puts the wall clock of a running Go process off, by rewriting the two functions of its own copy of the vDSO that
// tell it (Linux on x86-64, as root). Its timers, which follow the monotonic clock, are untouched.
import {closeSync, openSync, readFileSync, readSync, writeSync} from 'node:fs';

function readVdso(pid, memory) {
	const [, from, to] = /^([\da-f]+)-([\da-f]+) .*\[vdso\]$/m.exec(readFileSync(`/proc/${pid}/maps`, 'utf8'));
	const base = Number.parseInt(from, 16);
	const image = Buffer.alloc(Number.parseInt(to, 16) - base);
	readSync(memory, image, 0, image.length, base);
	return {base, image};
}

/** Where the functions begin, by name: from the ELF image's dynamic symbols. */
function symbolsOf(image) {
	const u64 = at => Number(image.readBigUInt64LE(at));
	const headers = u64(0x20);
	const tags = {};
	for (let index = 0; index < image.readUInt16LE(0x38); index++) {
		const header = headers + index * 56;
		if (image.readUInt32LE(header) !== 2) continue;
		for (let at = u64(header + 8); u64(at) !== 0; at += 16) tags[u64(at)] = u64(at + 8);
	}
	const symbols = {};
	for (let at = tags[6]; at + 24 <= tags[5] || at < tags[6] + 20 * 24; at += 24) {
		const name = tags[5] + image.readUInt32LE(at);
		if (name >= image.length) break;
		symbols[image.toString('latin1', name, image.indexOf(0, name))] = u64(at + 8);
	}
	return symbols;
}

/** `mov eax, CALL; syscall; if CLOCK_REALTIME was asked for: add SECONDS to what was written; ret` */
function code(call, seconds, isForClock) {
	const add = Buffer.alloc(14);
	add.write('48b9', 'hex');
	add.writeBigInt64LE(BigInt(seconds), 2);
	add.write(isForClock ? '48010ec3' : '48010fc3', 10, 'hex');
	return Buffer.concat([Buffer.from([0xb8, call, 0, 0, 0, 0x0f, 0x05]), Buffer.from(isForClock ? '85ff750d' : '', 'hex'), add]);
}

export function skewClock(pid, seconds) {
	const memory = openSync(`/proc/${pid}/mem`, 'r+');
	const {base, image} = readVdso(pid, memory);
	const symbols = symbolsOf(image);
	for (const [name, patch] of [
		['__vdso_clock_gettime', code(228, seconds, true)],
		['__vdso_gettimeofday', code(96, seconds, false)],
	]) writeSync(memory, patch, 0, patch.length, base + symbols[name]);
	closeSync(memory);
}
