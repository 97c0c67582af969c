-- What all filters of the book share: where things are, and how problems are told.
--
-- The Makefile runs pandoc in the repository's root on `chapters/NN-name/chapter.md` and says
-- in BOOK_OUT where the finished book goes, in BOOK_PARTS where what it is made from lies.

local book = {}

book.out = os.getenv('BOOK_OUT') or 'build/book'
book.parts = os.getenv('BOOK_PARTS') or 'build/book-parts'
book.play = os.getenv('BOOK_PLAY') or 'book/play' -- figures that move
book.source = PANDOC_STATE.input_files[1] or '-'
book.directory = book.source:match('^(.*)/[^/]*$') or '.'
book.name = book.source:match('([^/]*)/chapter%.md$') or book.source:match('([^/]*)%.%w+$')
book.number = book.name and tonumber(book.name:match('^(%d+)%-')) -- 01-forward: 1

function book.read(path)
  local file = io.open(path, 'rb')
  if not file then return nil end
  local text = file:read('a')
  file:close()
  return text
end

function book.lines(text)
  local lines = {}
  for line in (text:gsub('\r\n', '\n'):gsub('\n?$', '\n')):gmatch('(.-)\n') do
    lines[#lines + 1] = line
  end
  return lines
end

-- dir/./a and dir/b/../a are both dir/a.
function book.normalize(path)
  local parts = {}
  for part in path:gmatch('[^/]+') do
    if part == '..' and #parts > 0 and parts[#parts] ~= '..' then
      parts[#parts] = nil
    elseif part ~= '.' then
      parts[#parts + 1] = part
    end
  end
  return (path:match('^/') or '') .. table.concat(parts, '/')
end

-- Pandoc's tree has no line numbers. The place is where the source's text has all of `needles`
-- in one line; of several such lines, the first that `place` has not given out before.
local given = {}
local source_lines
local function place(needles)
  source_lines = source_lines or book.lines(book.read(book.source) or '')
  local first
  for number, line in ipairs(source_lines) do
    local all = true
    for _, needle in ipairs(needles) do
      all = all and line:find(needle, 1, true)
    end
    if all and not given[number] then
      given[number] = true
      return book.source .. ':' .. number
    end
    first = first or (all and number)
  end
  return book.source .. (first and ':' .. first or '')
end

local problems = {}

-- Notes a problem; the build stops once all of them are known.
function book.problem(needles, sentence, ...)
  problems[#problems + 1] = place(needles) .. ': ' .. sentence:format(...)
end

function book.stop_on_problems()
  if #problems == 0 then return end
  io.stderr:write(table.concat(problems, '\n'), '\n')
  os.exit(1)
end

return book
