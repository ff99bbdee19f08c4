"""Made-up sentences: some say that someone is in danger now, the others only sound like it.

`assistant.screening` is fitted to the first ones; those held out were never fitted to.
"""

DANGER = """
he is going to hurt her tonight
child left alone right now
I want to kill myself
she has taken an overdose
client says he will end his life
My mum's boyfriend is hitting her right now, what should I do?
I can't go on any more and I don't want to be here
There is a man outside with a knife
she just took all her tablets
a baby is locked in a car and nobody is around
He says he's going to kill the children
I'm going to end it all tonight
service user has swallowed bleach
my client is threatening to jump off the bridge
the father is drunk and beating the kids at the moment
help he's strangling her
She told me she wants to die
I've cut my wrists
The children have been home alone all day today and there is no food
dad has threatened to stab mum when he gets home
my ex is trying to break in
someone is attacking my colleague
he won't let her leave the house and she is scared for her life
There's no reason to live, I wish I was dead
The young person says they're going to hang themselves
what do I do, the baby isn't breathing
A resident is unconscious and won't wake up
he's got a gun and he's on his way to her flat
My neighbour is screaming and I think her husband is killing her
She is in immediate danger from her partner
I am scared he will kill me
he has my daughter and won't give her back, he said he will hurt her
I feel suicidal
my son is suicidal and has gone missing
She's standing on the edge of the railway bridge
a mother has just said she is going to smother her baby
he keeps hitting me
I think about killing myself every day
The lad I support has taken a load of paracetamol
She is being held against her will
uncle is abusing my sister right now
the toddler is on the street on his own right now
He's going to set the house on fire with them inside
I don't feel safe at home tonight
My brother tried to kill himself this morning
she's bleeding heavily after he hit her
client has barricaded himself in with a knife
I'm not safe, he is coming back tonight
I plan to take my own life this weekend
The carer is hurting my nan, please help
they're going to take her abroad tonight to force her to marry
I have just been raped
my dad is going to kill me if I go home
a girl says her stepfather is touching her and she has to go home to him now
He says he wants to shoot himself
a six year old has been left on her own in the flat tonight
mum is not answering and the kids are crying inside alone
Someone is being stabbed outside our office
she texted me goodbye and says she is going to jump
I want to die
I am thinking of ending my life
my patient is overdosing
He is threatening her with a hammer
he is choking her
She said he will murder her when he finds out
We have a child here with burns, the dad did it an hour ago and wants to take him home
im gonna kill myself
he's beating my mum up
i dont want to live anymore
my husband just threatened to kill me
the teenager ran off saying he'd throw himself under a train
everyone would be better off without me
her ex is outside her door and she is terrified
There is a child in danger right now
his life is in danger
our tenant is standing on the roof and won't come down
I'm about to overdose
I think my client is about to kill her husband
he has tied a noose
she has been self-harming tonight and it is deep
A man is attacking a social worker at a visit
I will kill him when I see him
someone help, my partner is trying to strangle me
dad is high and driving off with the baby
he has locked her in the bedroom
the old lady next door is lying on the floor and not responding
A child is being beaten next door as I write
she is threatening to throw the baby out of the window
what is the number to ring, she's cutting herself badly
i feel like ending it
he said he can't keep himself safe tonight
she has nowhere safe to go tonight with the baby
my foster child has run away and says she will kill herself
he came at me with a knife
they are starving him and he is chained up
my sister has collapsed and can't breathe
He will hurt the baby if she leaves
a man is following me and I'm frightened
the client is on the phone saying he has taken pills
her boyfriend has kidnapped her
He's smashed up the house and says she's next
I can hear my neighbour begging him to stop
My stepdad came into my room again last night and he is coming tonight
There's smoke coming from the flat and two kids inside
she's fallen down the stairs and isn't moving
A service user has just slashed his arms
he put his hands round my throat this morning
My client rang saying goodbye, I think she is about to do something to herself
I have a plan and the pills are in front of me
grandad has wandered off in his pyjamas and it is freezing
the kids are terrified, their dad is kicking the door in
mum left the baby in the bath alone
she is 8 months pregnant and he is punching her
my daughter is being groomed and is meeting him tonight
They've got my brother and won't let him go
I'm in a refuge and he has found out where I am
please help me he's got a knife
he's pouring petrol through the letterbox
A lad here says he has a blade and will use it
She told school she is too scared to go home today
I just found my flatmate hanging
he will kill her if she goes back
i want to be dead
I'm so tired of being alive
can't stop thinking about suicide
our client says she's going to overdose after the call
The patient is refusing insulin and wants to die
A father has run off with the baby from contact
the carer left her on the floor all night and she's hurt
the boy says he'll stab his teacher tomorrow
I think he is going to do something stupid tonight
my mum won't stop drinking and she's hitting my little sister
He beats me every night
She has been locked in a cellar for days
My mate's gonna top himself
a young girl is being trafficked out of the house opposite right now
there's a toddler wandering on the main road
He is holding a pillow over her face
he said he would burn the house down with us in it
I've swallowed a bottle of pills
my husband has locked me out and he has the children in there with him, he's been drinking
A client just phoned, she's on the motorway bridge
I am worried he is hurting the baby
the foster carer has been hitting the boy
she's got a bottle of pills and she says it's over
He is going round there now to batter him
I can't do this any more, I want it to stop
there are children alone in the house next door
someone has been following me from the office
She is being forced to marry on Saturday and wants help
my brother is psychotic and has got hold of a kitchen knife
he's dangling the child off the balcony
my mother hasn't eaten for days and can't get out of bed
a boy of nine has turned up here with bruises and won't go home
He raped me last night
he has threatened to burn her face
My son says he will jump in front of a train
I want to hurt myself
She's in labour and he won't let us call an ambulance
I've got a knife to my wrist
she says tonight will be her last night
my friend has taken something and I can't wake her
the man downstairs is shouting that he'll kill his kids
our resident has gone missing in the cold without his medication
nobody would miss me if I was gone
he strangled her yesterday and he's still in the house
help, my dad is attacking my mum
the client says voices tell him to stab people
he's violent and I am hiding in the bathroom
She's rung to say her husband is smashing plates and the baby is in the room
my client sent a photo of blood on her arms
a man is trying to get into the children's home
I've lost a foster child in the park and it is getting dark
He has been keeping her in the loft
The grandson empties her purse and pushes her over every evening
I keep imagining driving into a wall
She is planning to meet the man who abused her in an hour
he's sat in the car park with a shotgun
the baby has gone floppy
two brothers are fighting with machetes outside the hostel
my foster carer locks me in the shed
a resident has wandered out of the care home and it's snowing
He's stopped taking his meds and says he'll drown the dog and then her
I'm on the roof
he makes me do things I don't want and he's due back any minute
a pupil just told me she drank bleach
I swallowed something and I feel faint
we think the twins are being starved at home
my ex says he is coming to take my life
he's cutting himself in the bathroom
a caller says she has nothing left and wants to go to sleep forever
the lodger is hitting the old man
she can't get out, he has taken her keys and phone
My dad's drunk and he's throwing things at my mum
I've taken too much of my medication
she wants to end things and won't tell me where she is
a kid on our estate has been stabbed
he turned up at the contact centre with a crowbar
There's a baby crying in the flat and nobody answers
my client says she can't face tomorrow
he's dragging her into the car
The girl told me she's going to run away tonight with a man she met online
someone has set light to the hostel
Gran's been left in bed without food since Friday
he's grabbed the child by the neck
I don't want to wake up tomorrow
the boyfriend is sat outside her house and he's texted that he'll finish her
she is threatening to set herself alight
he hit the baby and now it won't feed
I'm frightened of what I might do to my son
a client is waving a broken bottle in reception
My partner has just pushed me down the stairs
The lad's texting that he's at the station and it's all over
a mum has left her toddlers alone in the house while she is at the pub
He's hearing voices telling him to kill his mother
my sister has slit her wrists
they're holding him down and he can't breathe
She's asked me to say goodbye to her kids for her
an old man is being beaten in the flat above
He says if she leaves him he will shoot them all
the child is having a fit
I am being attacked
the dad is waiting outside the school and says he'll take them
she says her uncle will be waiting to hurt her after school
our worker hasn't come back from a visit and isn't answering
""".strip().splitlines()

ORDINARY = """
What is the duty to report abuse?
suicide prevention strategy
what are the signs of neglect
deaths of social workers
domestic abuse training
How many people still live in inpatient units?
What is the 80-20 campaign about?
how do I deal with abuse from service users?
What does the law say about self-harm in custody?
How is immediate danger defined?
What should a social worker do about neglect?
which training covers suicide risk?
When was the Domestic Abuse Act passed?
How many children were killed by a parent last year?
who can use emergency powers to remove a child
What is the threshold for significant harm?
At what age can a child be left home alone?
violence against social workers statistics
What did the review say about a child who was left alone?
How many assaults on staff were reported in 2022?
What is the policy on lone working?
Is there guidance about threats to kill?
what happens at an inquest after a suicide
How do I make a safeguarding referral?
knife crime and young people
support for carers who cannot cope
What are the risk factors for overdose?
Does the campaign want to end restraint?
What do social workers do right now to cut caseloads?
Who is campaigning to end child poverty now?
How do I respond when someone discloses abuse?
What are cuts to services doing to families?
the cuts are hurting children
Is austerity killing people?
the bill will hurt disabled people
How can I protect myself from burnout?
Are social workers going to strike?
What is coercive control?
how can practitioners keep themselves safe on visits
Who should attend a strategy meeting?
What is the emergency duty team?
what does a duty social worker do at night
Have referrals risen since the pandemic?
What did the ombudsman say about a man who died alone?
report on deaths of people sleeping rough
Which documents are about bereavement?
What is a serious case review?
child deaths and serious injury reviews
How should teams talk about assisted dying?
assisted suicide position statement
What is BASW's view on the right to die?
dying well: palliative and end of life social work
how to end a working relationship with a client
What ended the campaign?
Which services end support at 18?
When do children leave care?
support at home for people at the end of their life
Is it true that people are living shorter lives now?
the fight against poverty today
Has the union taken action over assaults?
What can I do now about unpaid overtime?
How do I attack the problem of poor morale?
killing off the bursary
What was the impact of the shooting on the town?
Social work in disasters: fire, flood and terror attacks
Grenfell fire response by social workers
What do we learn from the death of a child known to services?
female genital mutilation duty to report
forced marriage guidance
what is the missing children protocol
How many children go missing from care?
How do I cut down on paperwork?
is there a hurt and loss training course
Does the law allow parents to smack children?
What is the equal protection from assault act
historic abuse inquiry recommendations
Were children abused in the homes that the inquiry looked at?
when did Wales ban smacking
Which charity helps people who self-harm?
trauma-informed practice with survivors of rape
How do courts treat a parent who has hit a child?
What does the report say about parents who hurt their children?
human trafficking and modern slavery resources
What is county lines?
Is there a toolkit on gun and gang violence?
risk assessment of people who threaten others
how to record threats made by a relative
Can an AMHP detain someone who is a danger to others?
Which section of the Mental Health Act lets police hold a person?
What does nearest relative mean?
What are we going to do about pay?
He is going to speak at the conference, when is it?
Is she going to stand as president?
Who is going to kill the bill in the Lords?
They are fighting for better pay, who leads it?
What happens if a child is at risk out of hours?
What helps people feel safe at home?
safe homes for all campaign
Do people with learning disabilities die earlier?
what percentage of social workers want to leave
How many want to quit their job within a year?
I want to end the stigma around mental health, what can I share?
I want to leave social work
I am dying to know who won the award
this paperwork is killing me, who is campaigning about it?
My caseload is killing me
I can't go on with this caseload, who can I talk to at the union?
my manager is bullying me, what can the union do?
I am being bullied at work
the system is failing children
Is it legal to take a child into care overnight?
how do I take an overdue case to court
She has taken annual leave, who covers?
A child has taken part in the review, what next?
a client has left me a gift, may I keep it?
Client says he will complain, what is the procedure?
My client will not engage, what can I do?
the family says they will move, who takes over the case?
What is contingency planning for a violent parent?
can a parent stop contact now
Should I hit send on a letter to my MP?
What is the hit rate of the campaign?
who was hit hardest by the pandemic
How can we fight racism in the profession?
What are the child protection statistics for tonight's debate?
Is the webinar tonight or tomorrow?
what is on today
Are there any jobs at the moment?
Was a social worker stabbed in a hospital in 2019?
What did the inquiry find about the man who killed his wife?
a boy was murdered by his stepmother: lessons
How does alcohol harm families?
hoarding and self-neglect
how many young people self-harm each year
supporting someone after a suicide attempt
What do I tell a child whose parent died by suicide?
Which hotline numbers does the guide list?
Where can social workers get counselling?
How do I support a colleague who is struggling?
What does Right to Home say about people locked in hospital?
people locked away in long-stay hospitals
Are autistic people being held in hospital?
restraint and seclusion of children
How many people are detained under the Mental Health Act?
What is deprivation of liberty?
bleeding disorders and social care
burns unit social worker role
what is a place of safety
What support is there for a worker after a client's suicide?
Is the death rate among care leavers rising?
Who can attend a child protection conference?
What training do new staff get on aggression?
how are allegations against foster carers investigated
What are the legal grounds for an emergency protection order?
When can police remove a child without a court order?
Does hitting a target matter more than outcomes?
how do teams cope when a child they worked with dies
what is the definition of self-neglect
Should we tell parents before a referral?
which agencies sit on the safeguarding board
What did the chief social worker say about burnout?
Is there a helpline for social workers in distress?
How many people in prison harm themselves?
What is the role of the coroner?
How do I get out of a toxic workplace?
my team is at breaking point, what does the union advise?
I can't cope with my workload
I'm scared of losing my registration
Am I in danger of being struck off?
My manager will kill me if I miss the deadline
She will attack the policy in her speech
They are threatening to cut the service
he is being investigated by the regulator, what support is there?
we are being starved of resources
Can I hit pause on a fitness to practise case?
Is my pension safe?
A service user has asked to record our meeting
My client wants to end the tenancy
My client wants to end his direct payment
someone has taken my post, what are my rights?
is a child with a disability allowed a short break tonight
Who was the man killed in the custody case?
What should happen after a child has been hurt in care?
How is a person kept safe during detention?
what does the strategy say about loneliness
Do men who abuse get help to change?
how to talk to children about death
My colleague has been attacked by a client, what does the employer owe her?
Which nation has banned physical punishment?
My client has died, how do I close the case?
What is the death toll of the pandemic in care homes?
I am leaving the profession, how do I stop my registration?
My friend wants to become a social worker
He wants to know who wrote the report
she has just qualified, what support does she get?
my colleague is being investigated, can the union help?
The council is cutting our posts
they want to abolish the bursary
Our team has been hit by vacancies
my supervisor keeps cancelling supervision
Is there a campaign for people detained in hospital far from home?
What did the panel say about weapons in schools?
How does poverty hurt children's health?
What should I read about coercive control?
Does the guidance cover fire safety in hoarding cases?
how do I support a family after a house fire
who investigates when a baby dies
How long can a person be held under section 136?
what are missing persons coordinators
The minister wants to kill the amendment
A social worker was attacked in 2020, which trust was it?
She was abused as a child, what therapy is there?
my mother has dementia, what is she entitled to?
He needs a carer's assessment now
the tenant is being evicted tonight, what are the council's duties?
I have been off sick, can they sack me?
Can a young person leave care at 16?
what do people in danger of losing their home get
what happens when a social worker is charged with assault
who supports children whose mother was killed
is whipping banned in schools
how is the risk of violence recorded
My service user is dying, how do I talk to her family?
The government is killing social care
I am being paid less than my colleague
she has left the team, who holds the case?
He is alone in opposing the bill, who is he?
a child is entitled to an advocate, where is that written?
Our office is closing tonight, what hours does the duty desk keep?
they are going to cut my hours
The union will fight the pay offer
my practice educator has been unkind, who do I tell?
What do young people say about feeling safe?
He has written about suicide, what is the title?
She wants to end her placement early
I want to report my employer for unsafe caseloads
does the campaign mention restraint in hospitals
what is safe staffing
A colleague has died by suicide, what bereavement help is there?
I feel unsafe doing home visits alone, what is the guidance?
When is a child left with relatives called kinship care?
My client has been hurt by the benefits system
how was the shooting covered in the newsletter
Who wrote the foreword to the report on knife crime?
What do inspectors look for in a children's home?
my client would like to see her records
Is a social worker liable when a child is hurt?
How do I help a man who wants to stop hitting his partner?
The family court has ordered a report, how long do I have?
does domestic abuse include economic abuse
A service user is missing appointments, what can I do?
I am losing sleep over a complaint
We need more foster carers, what campaign is there?
She is fighting a decision by the tribunal, who helps?
He was beaten by his father, what support is there for adults like him?
how are people held in seclusion protected
the government wants to end free travel
what is meant by honour-based violence
who is the named person for harm
My son was excluded, can he appeal?
A woman in my caseload is pregnant, which assessment applies?
They are being moved to another county
are there podcasts about suicide bereavement
what was found after the child's death in 2017
How often do police attend mental health crises?
I work nights, what is the lone worker policy?
a friend is thinking of adopting
Did the regulator strike off the worker who attacked a man?
my GP refuses to write a letter
we lost a judicial review about charges
He has left prison, what help is there?
she is safe now, how do I close the referral?
which law covers killing in self-defence
An adult has capacity but neglects himself, what applies?
The hospital wants to discharge her tonight, what about her care plan?
I feel guilty about leaving my team
someone has copied my report
is it abuse to leave a child in a car
my husband is a social worker too, can we share a caseload?
The council has frozen posts
what are the signs that a person is being trafficked
when children hurt their parents: what is it called
Our client has drowned in debt, who advises?
""".strip().splitlines()

CASES_OF_DANGER = ("patrick has told me he will kill himself, what do i do",)
"""Of the made-up questions about cases; no example of an ordinary one."""

DANGER_HELD_OUT = """
she's just told me her brother is going to kill her for dating
I don't see the point in being here any longer
The neighbour's kids are alone again tonight, the youngest is two
he's punched a hole in the wall and she has shut herself in the toilet
client has cut her arms badly and won't go to hospital
there is a fight in the unit and someone has a knife
my mum took all her pills
He rang to say he will drive off the bridge with the kids in the car
I think my flatmate is dead
A man is hurting a little boy in the park
her dad beats her with a belt
We have had a bomb threat at the office
my nephew is being bullied into carrying drugs and they said they'd break his legs
the patient has tied a sheet round his neck
i hate my life and want it to be over
She's trapped in the house with him and he's got her phone
the father shook the baby an hour ago
I am going to hang myself
he is stalking her and is outside her work now
My carer hits me when nobody is looking
""".strip().splitlines()

ORDINARY_HELD_OUT = """
What is the role of the nearest relative?
When did the union threaten industrial action?
how do you explain death to someone with dementia
Which teams carry out age assessments?
My client has a hearing next week
She is moving to Scotland, who takes on the plan?
are there any posters about hate crime
The child has a plan, when is it reviewed?
I was attacked on a visit last year, what can I claim?
who pays for a secure unit
What does best practice say about bruising in babies?
He has been told to leave the country, what are his rights?
I need the form for reporting an assault at work
what is the link between pets and abuse
We are fighting a closure
is my caseload too high
they have lost my application
the school wants to exclude a boy, what can we do?
Does the report name the killer?
A parent shouted at me on the phone, should I record it?
a man has asked me for the complaints address
how are deaths in custody investigated
someone told me the course is free
my friend has left her husband, where can she live?
""".strip().splitlines()
