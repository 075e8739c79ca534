// The user's steps in the picture, in order. Each message has all steps that the server has not yet
// acknowledged, since a message sent while another is waiting replaces it.
class Steps {
  constructor(send) {
    this.send = send;
    this.sender = Math.random().toString(36).slice(2);
    this.number = 0;
    this.waiting = [];
  }

  add(step) {
    this.number += 1;
    this.waiting.push({ ...step, sender: this.sender, number: this.number });
    this.send([...this.waiting]);
  }

  // Drop the steps that the server has acknowledged, by sender: its picture shows them.
  answered(numbers) {
    this.waiting = this.waiting.filter((step) => step.number > (numbers[this.sender] || 0));
  }

  // Whether the server's picture is older than a step of one of these kinds.
  ahead(...kinds) { return this.waiting.some((step) => kinds.includes(step.do)); }

  // Whether it is older than a step that can be undone.
  get changes() { return this.waiting.some((step) => !['select', 'link'].includes(step.do)); }
}

function isTyping(target) {
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

// The step that a key asks for anywhere on the page, unless the user is typing.
function stepOfKey(event) {
  if (isTyping(event.composedPath()[0]) || event.altKey || !(event.ctrlKey || event.metaKey)) return '';
  const key = event.key.toLowerCase();
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
  return key === 'y' && !event.shiftKey ? 'redo' : '';
}
