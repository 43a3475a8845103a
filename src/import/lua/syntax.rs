//! Lua's grammar (the manual of 5.4, chapter 9): text → tree, with every local variable found already.

mod token;

use std::rc::Rc;

use token::Token;

/// How deep blocks, expressions and tables may nest; Lua itself stops at 200.
const MAX_DEPTH: usize = 100;

/// How many local variables a function may have at once, as in Lua (MAXVARS, lparser.c).
const MAX_LOCALS: usize = 200;

/// Why a text is no Lua.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// Where, from 1.
    pub(crate) line: u32,
    /// What was found and what was expected.
    pub(crate) message: String,
}

/// Statements in order, with the labels among them.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) statements: Vec<(u32, Statement)>,
    /// Where each label leads: its name, the next statement, and how many variables the block has there.
    pub(super) labels: Vec<(Rc<str>, usize, usize)>,
}

#[derive(Debug)]
pub(super) enum Statement {
    Local(usize, Vec<Expression>),
    LocalFunction(Rc<Function>),
    Assign(Vec<Expression>, Vec<Expression>),
    Call(Expression),
    Do(Block),
    While(Expression, Block),
    Repeat(Block, Expression),
    If(Vec<(Expression, Block)>, Option<Block>),
    Count(Box<[Expression; 3]>, Block),
    Each(usize, Vec<Expression>, Block),
    Return(Vec<Expression>),
    Break,
    Goto(Rc<str>),
}

#[derive(Debug)]
pub(super) enum Expression {
    Nil,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(Rc<[u8]>),
    Varargs,
    Function(Rc<Function>),
    /// So many scopes out, and there the variable of this number.
    Local(usize, usize, Rc<str>),
    Global(Rc<[u8]>),
    Index(Box<(Expression, Expression)>, u32),
    Call(Box<(Expression, Vec<Expression>)>, u32),
    Method(Box<(Expression, Rc<[u8]>, Vec<Expression>)>, u32),
    Table(Vec<(u32, Field)>, u32),
    Binary(&'static str, Box<(Expression, Expression)>, u32),
    Unary(&'static str, Box<Expression>, u32),
    /// One value, of an expression that may have many.
    One(Box<Expression>),
}

#[derive(Debug)]
pub(super) enum Field {
    Next(Expression),
    Named(Expression, Expression),
}

#[derive(Debug)]
pub(super) struct Function {
    pub(super) parameters: usize,
    pub(super) has_varargs: bool,
    pub(super) body: Block,
    pub(super) chunk: u8,
}

type Parsed<T> = Result<T, Mistake>;

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    /// Where reading is, and where the token before the present one ended.
    line: u32,
    token: Token,
    token_line: u32,
    /// The names of the variables of each scope, of all functions that are open.
    scopes: Vec<Vec<Rc<str>>>,
    /// Of each open function its first scope, and whether it takes any number of arguments.
    functions: Vec<(usize, bool)>,
    depth: usize,
    chunk: u8,
}

/// Reads a whole file as a function that takes any number of arguments.
pub(super) fn parse(text: &[u8], chunk: u8) -> Parsed<Function> {
    let mut parser = Parser {
        text,
        at: 0,
        line: 1,
        token: Token::End,
        token_line: 1,
        // Outside the file there is nothing.
        scopes: vec![Vec::new(), Vec::new()],
        functions: vec![(1, true)],
        depth: 0,
        chunk,
    };
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    parser.text = text;
    if text.starts_with(b"\x1bLua") {
        return parser.fail("compiled Lua, which is not read; the text that it was made from is");
    }
    if text.starts_with(b"#") {
        parser.at = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    }
    parser.step()?;
    let body = parser.block()?;
    match parser.token {
        Token::End => Ok(Function {
            parameters: 0,
            has_varargs: true,
            body,
            chunk,
        }),
        _ => parser.expected("the end of the file"),
    }
}

impl Parser<'_> {
    fn fail<T>(&self, message: impl Into<String>) -> Parsed<T> {
        Err(Mistake {
            line: self.line,
            message: message.into(),
        })
    }

    fn expected<T>(&self, what: &str) -> Parsed<T> {
        let found = match &self.token {
            Token::Name(name) => format!("`{name}`"),
            Token::Text(_) => "a text".to_owned(),
            Token::Integer(_) | Token::Float(_) => "a number".to_owned(),
            Token::Word(word) => format!("`{word}`"),
            Token::End => "the end of the file".to_owned(),
        };
        let message = format!("expected {what}, found {found}");
        Err(Mistake {
            line: self.token_line,
            message,
        })
    }

    fn is(&self, word: &str) -> bool {
        matches!(self.token, Token::Word(found) if found == word)
    }

    /// Goes past `word`, if that is what stands here.
    fn take(&mut self, word: &str) -> Parsed<bool> {
        let found = self.is(word);
        if found {
            self.step()?;
        }
        Ok(found)
    }

    fn want(&mut self, word: &str) -> Parsed<()> {
        match self.take(word)? {
            true => Ok(()),
            false => self.expected(&format!("`{word}`")),
        }
    }

    /// The end of what began in line `start`.
    fn close(&mut self, word: &str, opening: &str, start: u32) -> Parsed<()> {
        match self.take(word)? {
            true => Ok(()),
            false if self.token_line == start => self.expected(&format!("`{word}`")),
            false => self.expected(&format!("`{word}` for the `{opening}` in line {start}")),
        }
    }

    fn name(&mut self) -> Parsed<Rc<str>> {
        match self.token.clone() {
            Token::Name(name) => {
                self.step()?;
                Ok(name)
            }
            _ => self.expected("a name"),
        }
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.fail(format!("nested more than {MAX_DEPTH} deep"));
        }
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn declare(&mut self, name: Rc<str>) -> Parsed<()> {
        let first = self.functions.last().map_or(0, |(first, _)| *first);
        if self.scopes[first..].iter().map(Vec::len).sum::<usize>() >= MAX_LOCALS {
            return self.fail(format!("more than {MAX_LOCALS} local variables at once"));
        }
        self.scopes.last_mut().expect("a file has a scope").push(name);
        Ok(())
    }

    fn variable(&self, name: Rc<str>) -> Expression {
        for (out, scope) in self.scopes.iter().rev().enumerate() {
            if let Some(number) = scope.iter().rposition(|each| *each == name) {
                return Expression::Local(out, number, name);
            }
        }
        Expression::Global(name.as_bytes().into())
    }

    /// A block with variables of its own, `names` first.
    fn scoped(&mut self, names: Vec<Rc<str>>) -> Parsed<Block> {
        self.scopes.push(Vec::new());
        for name in names {
            self.declare(name)?;
        }
        let block = self.block()?;
        self.scopes.pop();
        Ok(block)
    }

    fn block(&mut self) -> Parsed<Block> {
        let mut block = Block::default();
        loop {
            let line = self.token_line;
            if matches!(
                self.token,
                Token::End | Token::Word("end" | "else" | "elseif" | "until")
            ) {
                return Ok(block);
            } else if self.take(";")? {
            } else if self.take("::")? {
                let name = self.name()?;
                self.want("::")?;
                let variables = self.scopes.last().map_or(0, Vec::len);
                block.labels.push((name, block.statements.len(), variables));
            } else if self.take("return")? {
                let is_bare = matches!(
                    self.token,
                    Token::End | Token::Word("end" | "else" | "elseif" | "until" | ";")
                );
                let values = if is_bare { Vec::new() } else { self.expressions()? };
                self.take(";")?;
                block.statements.push((line, Statement::Return(values)));
                return Ok(block);
            } else {
                let statement = self.deeper(Self::statement)?;
                block.statements.push((line, statement));
            }
        }
    }

    fn statement(&mut self) -> Parsed<Statement> {
        let line = self.token_line;
        if self.take("local")? {
            return self.local();
        } else if self.take("if")? {
            return self.condition(line);
        } else if self.take("for")? {
            return self.repetition(line);
        } else if self.take("function")? {
            return self.named_function(line);
        } else if self.take("do")? {
            let block = self.scoped(Vec::new())?;
            self.close("end", "do", line)?;
            return Ok(Statement::Do(block));
        } else if self.take("while")? {
            let condition = self.expression()?;
            self.want("do")?;
            let block = self.scoped(Vec::new())?;
            self.close("end", "while", line)?;
            return Ok(Statement::While(condition, block));
        } else if self.take("repeat")? {
            self.scopes.push(Vec::new());
            let block = self.block()?;
            self.close("until", "repeat", line)?;
            // It can see the variables of the block.
            let condition = self.expression()?;
            self.scopes.pop();
            return Ok(Statement::Repeat(block, condition));
        } else if self.take("break")? {
            return Ok(Statement::Break);
        } else if self.take("goto")? {
            return Ok(Statement::Goto(self.name()?));
        }
        let mut targets = vec![self.suffixed()?];
        if !self.is("=") && !self.is(",") {
            return match targets.pop() {
                Some(call @ (Expression::Call(..) | Expression::Method(..))) => Ok(Statement::Call(call)),
                _ => self.expected("`=` or a call"),
            };
        }
        while self.take(",")? {
            targets.push(self.suffixed()?);
        }
        let is_place = |target: &Expression| {
            matches!(
                target,
                Expression::Local(..) | Expression::Global(_) | Expression::Index(..)
            )
        };
        if !targets.iter().all(is_place) {
            return self.expected("a variable before `=`");
        }
        self.want("=")?;
        Ok(Statement::Assign(targets, self.expressions()?))
    }

    fn local(&mut self) -> Parsed<Statement> {
        let line = self.token_line;
        if self.take("function")? {
            let name = self.name()?;
            self.declare(name)?;
            return Ok(Statement::LocalFunction(self.function(false, line)?));
        }
        let mut names = Vec::new();
        loop {
            names.push(self.name()?);
            if self.take("<")? {
                self.name()?;
                self.want(">")?;
            }
            if !self.take(",")? {
                break;
            }
        }
        let values = if self.take("=")? {
            self.expressions()?
        } else {
            Vec::new()
        };
        let count = names.len();
        for name in names {
            self.declare(name)?;
        }
        Ok(Statement::Local(count, values))
    }

    fn condition(&mut self, line: u32) -> Parsed<Statement> {
        let mut branches = Vec::new();
        loop {
            let condition = self.expression()?;
            self.want("then")?;
            branches.push((condition, self.scoped(Vec::new())?));
            if !self.take("elseif")? {
                break;
            }
        }
        let otherwise = match self.take("else")? {
            true => Some(self.scoped(Vec::new())?),
            false => None,
        };
        self.close("end", "if", line)?;
        Ok(Statement::If(branches, otherwise))
    }

    fn repetition(&mut self, line: u32) -> Parsed<Statement> {
        let mut names = vec![self.name()?];
        if self.take("=")? {
            let first = self.expression()?;
            self.want(",")?;
            let last = self.expression()?;
            let step = match self.take(",")? {
                true => self.expression()?,
                false => Expression::Integer(1),
            };
            self.want("do")?;
            let block = self.scoped(names)?;
            self.close("end", "for", line)?;
            return Ok(Statement::Count(Box::new([first, last, step]), block));
        }
        while self.take(",")? {
            names.push(self.name()?);
        }
        self.want("in")?;
        let values = self.expressions()?;
        self.want("do")?;
        let count = names.len();
        let block = self.scoped(names)?;
        self.close("end", "for", line)?;
        Ok(Statement::Each(count, values, block))
    }

    fn named_function(&mut self, line: u32) -> Parsed<Statement> {
        let name = self.name()?;
        let mut target = self.variable(name);
        let mut is_method = false;
        while !is_method && (self.is(".") || self.is(":")) {
            is_method = self.is(":");
            self.step()?;
            let key = Expression::Text(self.name()?.as_bytes().into());
            target = Expression::Index(Box::new((target, key)), line);
        }
        let function = Expression::Function(self.function(is_method, line)?);
        Ok(Statement::Assign(vec![target], vec![function]))
    }

    /// From the parameters to `end`.
    fn function(&mut self, is_method: bool, line: u32) -> Parsed<Rc<Function>> {
        self.want("(")?;
        let mut names: Vec<Rc<str>> = if is_method {
            vec!["self".into()]
        } else {
            Vec::new()
        };
        let mut has_varargs = false;
        while !self.is(")") {
            has_varargs = self.take("...")?;
            if has_varargs {
                break;
            }
            names.push(self.name()?);
            if !self.take(",")? {
                break;
            }
        }
        self.want(")")?;
        self.functions.push((self.scopes.len(), has_varargs));
        let parameters = names.len();
        let body = self.deeper(|parser| parser.scoped(names))?;
        self.functions.pop();
        self.close("end", "function", line)?;
        Ok(Rc::new(Function {
            parameters,
            has_varargs,
            body,
            chunk: self.chunk,
        }))
    }

    fn expressions(&mut self) -> Parsed<Vec<Expression>> {
        let mut expressions = vec![self.expression()?];
        while self.take(",")? {
            expressions.push(self.expression()?);
        }
        Ok(expressions)
    }

    fn expression(&mut self) -> Parsed<Expression> {
        self.binary(0)
    }

    /// An expression whose operators bind more strongly than `limit`.
    fn binary(&mut self, limit: u8) -> Parsed<Expression> {
        const UNARY: u8 = 12;
        self.deeper(|parser| {
            let line = parser.token_line;
            let mut left = match parser.token {
                Token::Word(operator @ ("not" | "-" | "#" | "~")) => {
                    parser.step()?;
                    Expression::Unary(operator, Box::new(parser.binary(UNARY)?), line)
                }
                _ => parser.simple()?,
            };
            // Each holds the one before: the tree is as deep as there are operators.
            for _ in 0..MAX_DEPTH {
                let Token::Word(operator) = parser.token else {
                    return Ok(left);
                };
                let Some((_, after)) = strength(operator).filter(|(before, _)| *before > limit) else {
                    return Ok(left);
                };
                let line = parser.token_line;
                parser.step()?;
                let right = parser.binary(after)?;
                left = Expression::Binary(operator, Box::new((left, right)), line);
            }
            parser.fail(format!("more than {MAX_DEPTH} operators in a row"))
        })
    }

    fn simple(&mut self) -> Parsed<Expression> {
        let expression = match self.token.clone() {
            Token::Integer(integer) => Expression::Integer(integer),
            Token::Float(float) => Expression::Float(float),
            Token::Text(text) => Expression::Text(text),
            Token::Word("nil") => Expression::Nil,
            Token::Word("true") => Expression::Boolean(true),
            Token::Word("false") => Expression::Boolean(false),
            Token::Word("...") => match self.functions.last() {
                Some((_, true)) => Expression::Varargs,
                _ => return self.fail("`...` outside a function that takes any number of arguments"),
            },
            Token::Word("{") => return self.table(),
            Token::Word("function") => {
                let line = self.token_line;
                self.step()?;
                return Ok(Expression::Function(self.function(false, line)?));
            }
            _ => return self.suffixed(),
        };
        self.step()?;
        Ok(expression)
    }

    /// A variable or what is in parentheses, and everything that follows it: indices and calls.
    fn suffixed(&mut self) -> Parsed<Expression> {
        let line = self.token_line;
        let mut expression = if self.take("(")? {
            let inner = self.expression()?;
            self.close(")", "(", line)?;
            Expression::One(Box::new(inner))
        } else if let Token::Name(name) = self.token.clone() {
            self.step()?;
            self.variable(name)
        } else {
            return self.expected("an expression");
        };
        // Each wraps the one before: the tree is as deep as there are suffixes.
        for _ in 0..MAX_DEPTH {
            let line = self.token_line;
            if self.take(".")? {
                let key = Expression::Text(self.name()?.as_bytes().into());
                expression = Expression::Index(Box::new((expression, key)), line);
            } else if self.take("[")? {
                let key = self.expression()?;
                self.close("]", "[", line)?;
                expression = Expression::Index(Box::new((expression, key)), line);
            } else if self.take(":")? {
                let name = self.name()?;
                let arguments = self.arguments()?;
                expression =
                    Expression::Method(Box::new((expression, name.as_bytes().into(), arguments)), line);
            } else if self.is("(") || self.is("{") || matches!(self.token, Token::Text(_)) {
                let arguments = self.arguments()?;
                expression = Expression::Call(Box::new((expression, arguments)), line);
            } else {
                return Ok(expression);
            }
        }
        self.fail(format!("nested more than {MAX_DEPTH} deep"))
    }

    fn arguments(&mut self) -> Parsed<Vec<Expression>> {
        let line = self.token_line;
        if let Token::Text(text) = self.token.clone() {
            self.step()?;
            return Ok(vec![Expression::Text(text)]);
        } else if self.is("{") {
            return Ok(vec![self.table()?]);
        } else if !self.take("(")? {
            return self.expected("arguments");
        } else if self.take(")")? {
            return Ok(Vec::new());
        }
        let arguments = self.expressions()?;
        self.close(")", "(", line)?;
        Ok(arguments)
    }

    fn table(&mut self) -> Parsed<Expression> {
        let line = self.token_line;
        self.want("{")?;
        let mut fields = Vec::new();
        while !self.is("}") {
            let at = self.token_line;
            let field = if self.take("[")? {
                let key = self.expression()?;
                self.close("]", "[", at)?;
                self.want("=")?;
                Field::Named(key, self.expression()?)
            } else if let (Token::Name(name), true) = (self.token.clone(), self.is_field()) {
                self.step()?;
                self.step()?;
                Field::Named(Expression::Text(name.as_bytes().into()), self.expression()?)
            } else {
                Field::Next(self.expression()?)
            };
            fields.push((at, field));
            if !self.take(",")? && !self.take(";")? {
                break;
            }
        }
        self.close("}", "{", line)?;
        Ok(Expression::Table(fields, line))
    }

    /// Whether `=` follows the present token.
    fn is_field(&mut self) -> bool {
        let (at, line, token, token_line) = (self.at, self.line, self.token.clone(), self.token_line);
        let is_field = self.step().is_ok() && self.is("=");
        (self.at, self.line, self.token, self.token_line) = (at, line, token, token_line);
        is_field
    }
}

/// How strongly an operator binds what stands before it, and what stands behind it.
fn strength(operator: &str) -> Option<(u8, u8)> {
    Some(match operator {
        "or" => (1, 1),
        "and" => (2, 2),
        "<" | ">" | "<=" | ">=" | "~=" | "==" => (3, 3),
        "|" => (4, 4),
        "~" => (5, 5),
        "&" => (6, 6),
        "<<" | ">>" => (7, 7),
        ".." => (9, 8),
        "+" | "-" => (10, 10),
        "*" | "/" | "//" | "%" => (11, 11),
        "^" => (14, 13),
        _ => return None,
    })
}
