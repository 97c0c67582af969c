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
local citations = require 'citations'
local terms = require 'terms'
local origins = require 'origins'

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

-- Whether sentences stand in several columns, which want room beside each other.
local SENTENCE = 45 -- characters
local function is_prose(block)
  if #block.colspecs < 3 then return false end
  for _, row in ipairs(pandoc.utils.to_simple_table(block).rows) do
    for _, cell in ipairs(row) do
      if #pandoc.utils.stringify(cell) > SENTENCE then return true end
    end
  end
  return false
end

-- Wide tables scroll in a box of their own; the caption stays where it can be read.
local function boxed_table(block)
  block.caption.long = pandoc.List(block.caption.long):map(function(part)
    if part.t ~= 'Plain' and part.t ~= 'Para' then return part end
    return pandoc.Plain({ pandoc.Span(part.content, pandoc.Attr('', { 'caption-text' })) })
  end)
  return pandoc.Div({ block }, pandoc.Attr('', { 'table', is_prose(block) and 'prose' or nil }))
end

local function finish(doc)
  doc.meta.name = pandoc.MetaString(book.name)
  doc = citations.apply(doc)
  doc = terms.apply(doc)
  figures.scripts(doc.meta)
  doc = headings.apply(doc)
  if #numbers.used > 0 and book.name ~= 'index' then
    doc.blocks:insert(origins.of_numbers(numbers.used))
  end
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
