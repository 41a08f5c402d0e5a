import {certificateTabs, selectLink} from '../inspector/certificate-page.ts';
import {chooseConversation, listConversations} from '../inspector/message-page.ts';
import {bodyHeight, firstRow, pageSize} from '../inspector/page.ts';
import {openPage} from '../inspector/pages.ts';
import type {Action} from '../keys/actions.ts';
import {scrollTop} from '../state/scroll.ts';
import {type InspectorState, initialInspector, promptOf, withPrompt} from '../state/ui-state.ts';
import {selectCluster, type View} from '../state/view.ts';
import {glyphs} from '../text/glyphs.ts';
import {only, type Step} from './result.ts';

type InspectAction = Extract<Action, {type: `inspect${string}`}>;

/** Moves about in what is looked at more closely. */
export function stepInspector(action: InspectAction, view: View): Step {
	const {ui} = view;
	if (action.type === 'inspect') {
		const isOpen = ui.inspector?.page === action.page;
		return only(isOpen ? ui : {...ui, inspector: initialInspector(action.page), menu: undefined});
	}
	const {inspector} = ui;
	if (inspector === undefined) return only(ui);
	const to = (change: Partial<InspectorState>): Step => only({...ui, inspector: {...inspector, ...change}});
	switch (action.type) {
		case 'inspect-tab':
			if (inspector.page !== 'certificate') return only(ui);
			return to({tab: (inspector.tab + action.step + certificateTabs.length) % certificateTabs.length, top: 0});
		case 'inspect-next':
			return to(inspector.page === 'messages' ? nextConversation(action.step, view) : nextLink(action.step, view));
		case 'inspect-scroll':
			return to(inspector.page === 'messages' ? nextMessage(action, view) : scrollPage(action, view));
		case 'inspect-reveal':
			return to({isRevealed: !inspector.isRevealed});
		case 'inspect-copy':
			return copy(action.role, view);
	}
}

function nextLink(step: -1 | 1, {ui, inspected}: View): Partial<InspectorState> {
	const last = (inspected?.chain?.links.length ?? 1) - 1;
	const link = Math.min(ui.inspector?.link ?? 0, last) + step;
	return {link: Math.max(0, Math.min(last, link)), top: 0};
}

/** Beyond the newest conversation whatever comes is followed. */
function nextConversation(step: -1 | 1, view: View): Partial<InspectorState> {
	const list = listConversations(view);
	const index = (chooseConversation(view)?.index ?? 0) + step;
	return {conversation: list[Math.max(0, index)]?.id, step: undefined};
}

type Scroll = Extract<Action, {type: 'inspect-scroll'}>;

function nextMessage({by, step}: Scroll, view: View): Partial<InspectorState> {
	const chosen = chooseConversation(view);
	if (chosen === undefined) return {};
	const {id, messages} = chosen.conversation;
	const last = messages.length - 1;
	if (by === 'all' && step === 1) return {conversation: undefined, step: undefined};
	const wanted = by === 'all' ? 0 : chosen.step + step * (by === 'page' ? 8 : 1);
	return {conversation: id, step: Math.max(0, Math.min(last, wanted))};
}

function scrollPage({by, step}: Scroll, view: View): Partial<InspectorState> {
	const page = openPage(view);
	if (page === undefined) return {};
	const {height} = pageSize(view.columns, view.rows);
	const top = firstRow(page, view.ui.inspector?.top ?? 0, height);
	return {top: scrollTop(top, page.body.length, bodyHeight(page, height), by, step)};
}

type Copied = {readonly text: string; readonly what: string};

function whatToCopy(role: 'worker' | 'manager', view: View): Copied | undefined {
	switch (view.ui.inspector?.page) {
		case 'certificate': {
			const link = selectLink(view);
			if (link === undefined) return undefined;
			return view.ui.inspector.tab === 1
				? {text: link.text, what: "openssl's text of it"}
				: {text: link.pem, what: 'the certificate as PEM'};
		}
		case 'tokens': {
			const token = selectCluster(view)?.tokens[role].token;
			return token === undefined ? undefined : {text: token, what: `the ${role} token, …${token.slice(-3)}`};
		}
		case 'root': {
			const pem = selectCluster(view)?.rootCa.pem;
			return pem === undefined ? undefined : {text: pem, what: 'the root certificate as PEM'};
		}
		case 'messages': {
			const chosen = chooseConversation(view);
			const message = chosen?.conversation.messages[chosen.step];
			if (message === undefined) return undefined;
			const carried = message.carries.filter(({isSecret}) => !isSecret).map(({what, value}) => `${what}: ${value}`);
			const lines = [`${message.from} → ${message.to}: ${message.title}`, ...carried, message.why];
			return {text: lines.join('\n'), what: 'the step in words'};
		}
		case undefined:
			return undefined;
	}
}

/** OSC 52, and Ctrl-Y for terminals that do not know it. */
function copy(role: 'worker' | 'manager', view: View): Step {
	const {ui} = view;
	const copied = whatToCopy(role, view);
	if (copied === undefined) return only({...ui, notice: {text: 'There is nothing to copy here.', style: 'muted'}});
	const {text, what} = copied;
	const {line} = promptOf(ui);
	const isLine = !text.includes('\n');
	const kept = isLine ? withPrompt(ui, {line: {...line, killed: text}}) : ui;
	return {
		ui: {...kept, notice: {text: `${glyphs.check} Copied: ${what}`, style: 'ok'}},
		effects: [{type: 'copy', text}],
	};
}
