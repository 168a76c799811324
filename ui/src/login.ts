/** Exchanges the token in the address's fragment, which no server and no log ever sees, for the session's cookie. */

const said = document.getElementById('said')

async function enter(): Promise<void> {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const token = fragment.get('token')
  if (token === null) {
    say('This page opens with the address that `vyuha serve` prints. Copy it whole, with what follows the # sign.')
    return
  }
  const answer = await fetch('/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (answer.ok) {
    history.replaceState(null, '', '/')
    location.reload()
  } else {
    say('The server does not know this address any more: it has been started again since. Use the address that it prints now.')
  }
}

function say(text: string): void {
  if (said !== null) said.textContent = text
}

enter().catch(() => say('The server does not answer. Start it again with `vyuha serve`.'))
