-- From a chapter's Markdown to a document that holds everything it refers to: code, output,
-- figures, pictures. All problems of a chapter are told at once, and stop the build.
--
--     pandoc chapters/01-forward/chapter.md --lua-filter resolve.lua -t json

package.path = PANDOC_SCRIPT_FILE:gsub('[^/]*$', '?.lua') .. ';' .. package.path
local book = require 'book'
local exercises = require 'exercises'
local listings = require 'listings'
local outputs = require 'outputs'
local numbers = require 'numbers'
local figures = require 'figures'
local headings = require 'headings'
local links = require 'links'

local function code_block(block)
  return listings.CodeBlock(block) or outputs.CodeBlock(block)
end

local function asides(div)
  if div.classes:includes('note') then
    div.attributes.role = 'note'
  elseif div.classes:includes('warning') then
    div.attributes.role = 'note'
    local title = div.attributes.title or 'What can go wrong'
    div.attributes.title = nil
    local heading = pandoc.Para({ pandoc.Strong({ pandoc.Str(title) }) })
    div.content:insert(1, pandoc.Div({ heading }, pandoc.Attr('', { 'warning-title' })))
  end
  return div
end

-- Wide tables scroll in a box of their own.
local function boxed_table(block)
  return pandoc.Div({ block }, pandoc.Attr('', { 'table' }))
end

local function finish(doc)
  doc.meta.name = pandoc.MetaString(book.name)
  if book.number then doc.meta.number = pandoc.MetaString(tostring(book.number)) end
  doc = headings.apply(doc)
  book.stop_on_problems()
  return doc
end

return {
  { Div = exercises.Div },
  { CodeBlock = code_block, Span = numbers.Span, Div = asides, Table = boxed_table },
  { Para = figures.Para },
  { Image = figures.Image, Link = links.Link },
  { Pandoc = finish },
}
