-- ::: {.exercises} becomes the chapter's exercises: what exercises/NN-slug/task.md says, and the
-- hints of solutions/NN-slug/hints.md, which a page of the web folds away.

local book = require 'book'

local exercises = {}

local FORMAT = 'markdown-implicit_figures'
local SCORED = '## What is scored' -- what a student needs beside the work, but no reader of the book

-- BOOK_EXERCISES has the names of all exercises, in order; the chapter's own.
local function slugs()
  local found = {}
  for slug in (os.getenv('BOOK_EXERCISES') or ''):gmatch('%S+') do
    if tonumber(slug:sub(1, 2)) == tonumber(book.name:sub(1, 2)) then found[#found + 1] = slug end
  end
  return found
end

-- A task's headings stand below that of the chapter's section, and have names of their own.
local function lowered(blocks, slug)
  return pandoc.walk_block(pandoc.Div(blocks), {
    Header = function(header)
      local id = header.level == 1 and 'exercise-' .. slug or ''
      return pandoc.Header(header.level + 2, header.content, pandoc.Attr(id, { 'unnumbered' }))
    end,
  }).content
end

local function task(slug)
  local text = book.read('exercises/' .. slug .. '/task.md')
  local scored = text:find('\n' .. SCORED, 1, true)
  return lowered(pandoc.read(text:sub(1, scored), FORMAT).blocks, slug)
end

-- The parts of hints.md, each under its heading: `## 1`.
local function hints(slug)
  local found = pandoc.List()
  local text = book.read('solutions/' .. slug .. '/hints.md') or ''
  for _, block in ipairs(pandoc.read(text, FORMAT).blocks) do
    if block.t == 'Header' then
      local title = 'Hint ' .. pandoc.utils.stringify(block.content)
      found:insert(pandoc.Div({ pandoc.Para({ pandoc.Strong({ pandoc.Str(title) }) }) },
                              pandoc.Attr('', { 'hint' })))
    elseif #found > 0 then
      found[#found].content:insert(block)
    end
  end
  return found
end

local function how_to_try(slug)
  return pandoc.Para({ pandoc.Code('make try EX=' .. slug), pandoc.Str(' tests what you write.') })
end

function exercises.Div(div)
  if not div.classes:includes('exercises') then return nil end
  local blocks = pandoc.List()
  for _, slug in ipairs(slugs()) do
    blocks:extend(task(slug))
    blocks:insert(how_to_try(slug))
    blocks:extend(hints(slug))
  end
  if #blocks == 0 then
    book.problem({ '.exercises' }, 'exercises/ has none of this chapter.')
  end
  return blocks
end

-- On a page, a hint is folded: its first paragraph is what is seen of it.
function exercises.folded(div)
  if not div.classes:includes('hint') then return nil end
  local title = pandoc.utils.stringify(div.content:remove(1))
  local blocks = pandoc.List({ pandoc.RawBlock('html', '<details class="hint"><summary>' .. title ..
                                                       '</summary>') })
  blocks:extend(div.content)
  blocks:insert(pandoc.RawBlock('html', '</details>'))
  return blocks
end

return exercises
