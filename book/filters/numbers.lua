-- Figures by their key in book/results/*.json (results.tsv, written by results.py).
--
--     [02.floor.accuracy_mean]{.result f="%.2f" scale=100}

local book = require 'book'

local numbers = {}

local results
local function load_results()
  results = {}
  local path = book.parts .. '/results.tsv'
  for _, line in ipairs(book.lines(book.read(path) or error(path .. ' is missing'))) do
    local key, value, source = line:match('^([^\t]*)\t([^\t]*)\t(.*)$')
    if key then results[key] = { value = value, source = source } end
  end
end

-- Where the numbers met so far come from, in order: {file, sentence}, each file once.
numbers.used = {}

local function note_source(key, sentence)
  local file = key:match('^[^.]*')
  for _, source in ipairs(numbers.used) do
    if source.file == file then return end
  end
  numbers.used[#numbers.used + 1] = { file = file, sentence = sentence }
end

local function group_thousands(digits)
  return (digits:reverse():gsub('(%d%d%d)', '%1,'):reverse():gsub('^,', ''))
end

-- printf, with one addition: `%,d` and `%,.1f` group thousands. The same as in results.py.
function numbers.write(value, form, scale)
  local number = tonumber(value)
  if not number then return form and form:format(value) or value end
  if not form and scale == 1 then return value end
  form = form or '%s'
  local plain = form:gsub('%%,', '%%', 1)
  number = number * scale
  if plain:find('%%[%d.]*[di]') then number = math.floor(number + 0.5) end
  local text = plain:format(number)
  if plain ~= form then text = text:gsub('%d+', group_thousands, 1) end
  return text
end

function numbers.Span(span)
  if not span.classes:includes('result') then return nil end
  if not results then load_results() end
  local key = pandoc.utils.stringify(span)
  local needles = { key, '.result' }
  local found = results[key]
  if not found then
    book.problem(needles, 'there is no result "%s" in book/results/*.json.', key)
    return nil
  end
  local form, scale = span.attributes.f, tonumber(span.attributes.scale or '1')
  local good, text = pcall(numbers.write, found.value, form, scale or 'not a number')
  if not good then
    book.problem(needles, 'the result "%s" is %s, which f="%s" scale="%s" cannot write.', key,
                 found.value, form or '', span.attributes.scale or '1')
    return nil
  end
  text = text:gsub('^%-', '−')
  note_source(key, found.source)
  return pandoc.Span({ pandoc.Str(text) }, pandoc.Attr('', { 'result' }, {
    { 'title', found.source }, { 'data-key', key } }))
end

return numbers
