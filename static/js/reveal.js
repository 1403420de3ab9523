// Passwords: a button beside the field shows what is typed; before it is sent it is hidden again.

for (const button of document.querySelectorAll('[data-reveal]')) {
  const field = document.getElementById(button.dataset.reveal)
  const words = button.textContent
  const show = shown => {
    field.type = shown ? 'text' : 'password'
    button.textContent = shown ? button.dataset.hide : words
  }
  button.hidden = false
  button.addEventListener('click', () => show(field.type === 'password'))
  field.form.addEventListener('submit', () => show(false))
}
